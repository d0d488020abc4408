import { DurableObject } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { classifyFault } from "../../app/adapters/faults.server";
import { connectInboxes } from "../../app/adapters/inboxes.server";
import { mailSettingsOf } from "../../app/adapters/env.server";
import { openLog } from "../../app/adapters/log.server";
import { mailerOf } from "../../app/adapters/mail.server";
import { photoStorageIn } from "../../app/adapters/photo-storage.server";
import { connectRooms } from "../../app/adapters/rooms.server";
import type { ExportJob } from "../../app/contract/account-export";
import { mailDigest, type Digest } from "../../app/domain/accounts/digest.server";
import { eraseAccount } from "../../app/domain/accounts/erasure.server";
import type { Erasure, ExportRequest, StoredExport } from "../../app/domain/ports";
import { letterText } from "../../app/text/letters";
import { connectDatabase } from "../../db/client";
import { messageDatabasesOf } from "../../db/message-databases";
import { storyDatabasesOf } from "../../db/story-databases";
import { exportBounds, ExportOfPerson } from "./export-job";
import { ExportRows } from "./export-store";

type JobsEnv = Pick<Env, "DB" | "R2_BUCKET" | "CHAT_ROOM" | "INBOX">;

/** An erasure that goes on, and how many of its runs in a row were blocked. */
interface ErasureRecord extends Erasure {
  failures: number;
}

/** The longest pause before an erasure is tried again. It never gives up: deleting deletes. */
const maxPauseMs = 60 * 60 * 1000;

/**
 * The jobs of one person, named by the account's id: an export, the erasure, and mails that their inbox asks for. A thin shell: it does a bounded part at each
 * alarm, keeps where it is, and sets the next alarm. Alarms survive crashes and deployments.
 */
export class AccountJobs extends DurableObject<JobsEnv> {
  readonly #export: ExportOfPerson;

  constructor(state: DurableObjectState, env: JobsEnv) {
    super(state, env);
    this.#export = new ExportOfPerson({
      rows: new ExportRows(state.storage),
      services: { ...this.#services(), newId: uuidv7 },
      bounds: exportBounds,
    });
  }

  /** Starts the erasure of the account; one that goes on is left alone. */
  async startErasure(erasure: Erasure): Promise<void> {
    if (await this.ctx.storage.get("erasure")) return;
    await this.ctx.storage.put<ErasureRecord>("erasure", { ...erasure, failures: 0 });
    await this.ctx.storage.setAlarm(Date.now());
  }

  async startExport(request: ExportRequest): Promise<ExportJob> {
    const job = await this.#export.start(request);
    if (!(await this.ctx.storage.get("erasure"))) await this.ctx.storage.setAlarm(Date.now());
    return job;
  }

  findExport(): StoredExport | null {
    return this.#export.find();
  }

  cancelExport(): Promise<void> {
    return this.#export.discard();
  }

  /** Mails the person what waits for them, as their inbox counted it, if their address takes mails. */
  async mailDigest(digest: Digest): Promise<void> {
    const mail = mailSettingsOf(this.env);
    await mailDigest({ ...this.#services(), mailer: mail && mailerOf(mail, letterText) }, digest);
  }

  override async alarm(): Promise<void> {
    const erasure = await this.ctx.storage.get<ErasureRecord>("erasure");
    const next = erasure ? await this.#erase(erasure) : await this.#runExport();
    if (next !== null) await this.ctx.storage.setAlarm(next);
  }

  async #runExport(): Promise<number | null> {
    try {
      return await this.#export.run();
    } catch (error) {
      this.#services().log({ event: "failed", where: "export an account", error: classifyFault(error).name });
      return this.#export.noteFailure();
    }
  }

  /** Returns when to go on, in milliseconds since 1970; null when it is done. */
  async #erase(erasure: ErasureRecord): Promise<number | null> {
    const result = await this.#eraseStep(erasure);
    switch (result) {
      case "more":
        if (erasure.failures > 0) await this.ctx.storage.put<ErasureRecord>("erasure", { ...erasure, failures: 0 });
        return Date.now();
      case "blocked": {
        const failures = erasure.failures + 1;
        await this.ctx.storage.put<ErasureRecord>("erasure", { ...erasure, failures });
        return Date.now() + Math.min(maxPauseMs, 15_000 * 2 ** failures);
      }
      case "erased":
        await this.ctx.storage.deleteAlarm();
        await this.ctx.storage.deleteAll();
        return null;
      case "not_due":
        await this.ctx.storage.delete("erasure");
        return Date.now(); // an export may wait

      default:
        return result satisfies never;
    }
  }

  async #eraseStep(erasure: Erasure) {
    const services = this.#services();
    try {
      const result = await eraseAccount(services, erasure);
      // The export's file is scheduled for removal before the record that knows of it goes.
      if (result === "erased") await this.#export.discard();
      return result;
    } catch (error) {
      services.log({ event: "failed", where: "erase an account", error: classifyFault(error).name });
      return "blocked";
    }
  }

  #services() {
    const requestId = uuidv7();
    const db = connectDatabase(this.env.DB);
    return {
      db,
      primaryDb: db,
      messageDatabases: messageDatabasesOf(this.env, this.env.DB),
      storyDatabases: storyDatabasesOf(this.env, this.env.DB),
      photoStorage: photoStorageIn(this.env.R2_BUCKET),
      rooms: connectRooms(this.env.CHAT_ROOM, requestId),
      inboxes: connectInboxes(this.env.INBOX, (work) => this.ctx.waitUntil(work)),
      now: () => new Date(),
      log: openLog(requestId),
      classifyFault,
    };
  }
}
