import { useRevalidator } from "@remix-run/react";
import { Download } from "lucide-react";
import { useEffect, useId } from "react";
import type { ExportJob } from "~/contract/account-export";
import { shortDateTime } from "~/text/dates";
import { settingsText } from "~/text/settings";
import { storageText } from "~/text/storage";
import { ButtonLink } from "../Button";
import { ActionForm, SettingsSection } from "./SettingsSection";

const text = settingsText.data;

/** The interval at which a page asks whether an export that is being made is ready. */
const pollIntervalMs = 5_000;

/** A small account's archive is made while it is downloaded; a large one's is put together first, by a job. */
export type Offer = { kind: "at_once" } | { kind: "job"; job: ExportJob | null };

/** The storage that one's photos take, and the download of everything. */
export function DataSection({ stored, offer }: { stored: number; offer: Offer }) {
  return (
    <SettingsSection title={text.title} body={text.body}>
      <div className="grid max-w-md justify-items-start gap-4">
        <p>{storageText.used(stored)}</p>
        {offer.kind === "at_once" ? (
          <>
            <DownloadLink />
            <p className="text-sm text-soft">{text.hint}</p>
          </>
        ) : (
          <PreparedExport job={offer.job} />
        )}
      </div>
    </SettingsSection>
  );
}

/** A plain link, so that the browser shows the progress of the download. */
function DownloadLink() {
  return (
    <ButtonLink to="/api/account/export" reloadDocument download look="quiet">
      <Download aria-hidden="true" className="size-5" />
      {text.download}
    </ButtonLink>
  );
}

function PreparedExport({ job }: { job: ExportJob | null }) {
  if (job === null) {
    return (
      <>
        <p className="text-sm text-soft">{text.prepareHint}</p>
        <ActionForm act="start_export" submit={text.prepare} />
      </>
    );
  }
  switch (job.status) {
    case "running":
      return <RunningExport progress={job.progress} />;
    case "failed":
      return (
        <>
          <p>{text.failed}</p>
          <ActionForm act="start_export" submit={text.retry} />
        </>
      );
    case "ready":
      return (
        <>
          <DownloadLink />
          {job.expires_at !== null && (
            <p className="text-sm text-soft">
              {text.readyUntil} <time dateTime={job.expires_at}>{shortDateTime(job.expires_at)}</time>.
            </p>
          )}
          <ActionForm act="start_export" submit={text.renew} look="plain" />
          <ActionForm act="cancel_export" submit={text.remove} look="plain" />
        </>
      );
    default:
      return job.status satisfies never;
  }
}

function RunningExport({ progress }: { progress: number }) {
  const id = useId();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, pollIntervalMs);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <div className="grid w-full gap-2">
      <label htmlFor={id}>{text.progress}</label>
      <progress id={id} max={1} value={progress} className="w-full">
        {text.percent(progress)}
      </progress>
      <p className="text-sm text-soft">{text.percent(progress)}</p>
      <ActionForm act="cancel_export" submit={text.cancel} />
    </div>
  );
}
