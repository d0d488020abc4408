import { Download } from "lucide-react";
import { settingsText } from "~/text/settings";
import { storageText } from "~/text/storage";
import { ButtonLink } from "../Button";
import { SettingsSection } from "./SettingsSection";

const text = settingsText.data;

/** The storage that one's photos take, and the download of everything. A plain link, so that the browser shows its progress. */
export function DataSection({ stored }: { stored: number }) {
  return (
    <SettingsSection title={text.title} body={text.body}>
      <div className="grid max-w-md justify-items-start gap-2">
        <p>{storageText.used(stored)}</p>
        <ButtonLink to="/api/account/export" reloadDocument download look="quiet">
          <Download aria-hidden="true" className="size-5" />
          {text.download}
        </ButtonLink>
        <p className="text-sm text-soft">{text.hint}</p>
      </div>
    </SettingsSection>
  );
}
