import type { PhotoId } from "~/contract/ids";
import type { UploadedImage } from "~/contract/story";
import { readUploaded, uploadPhoto, type UploadPhotoResult } from "~/domain/photos/photos.server";
import { apiRoute, problem, rateLimited, respond } from "~/http/http.server";
import { once, type Made } from "~/http/idempotency.server";
import { requireViewer } from "~/http/session.server";
import { readUpload } from "~/http/upload.server";
import { photoRefusalText } from "~/text/photo-refusals";
import { storageText } from "~/text/storage";

const route = apiRoute({
  async POST(call) {
    const { request, context } = call;
    const { account } = await requireViewer(request, context);
    const upload = await readUpload(request);
    return once(call, {
      userId: account.id,
      body: [upload.publicCopy, upload.original ?? "", JSON.stringify(upload.regions)],
      make: async (id) => outcome(await uploadPhoto(context.services, account.id, upload, id as PhotoId)),
      find: async (id) => {
        const image = await readUploaded(context.services, account.id, id as PhotoId);
        return image && created(image);
      },
    });
  },
});

function created(image: UploadedImage): Response {
  return respond(image, { status: 201, headers: { Location: image.blurred_url } });
}

function outcome(uploaded: UploadPhotoResult): Made {
  switch (uploaded.kind) {
    case "stored":
      return { kind: "made", id: uploaded.image.image_id, answer: created(uploaded.image) };
    case "limited":
      return { kind: "refused", answer: rateLimited(uploaded.retryAfter) };
    case "storage_full":
      return { kind: "refused", answer: problem("storage_full", storageText.full(uploaded.stored)) };
    case "refused": {
      const { code, field, reason } = uploaded;
      const detail = photoRefusalText(reason);
      return { kind: "refused", answer: problem(code, detail, { errors: { [field]: [detail] } }) };
    }
    default:
      return uploaded satisfies never;
  }
}

export const loader = route.loader;
export const action = route.action;
