import { unsupported, usage, type AnyDocument, type ChangeStream, type DocumentDatabase } from "@db/core";
import { followChanges } from "./capture/follow.ts";
import { followedCollections } from "./capture/replay.ts";
import { copyAll } from "./copy/copy-all.ts";
import { totalOf } from "./state/range-state.ts";
import type { WriteRules } from "./copy/write-chunk.ts";
import type { Call } from "./exact/commands.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { readOptions, type RunOptions, type Settings, type TransferOptions } from "./options.ts";
import { sourceCollections, type SourceCollection } from "./plan/collections.ts";
import { planTransfer, type TransferPlan } from "./plan/plan.ts";
import { hasTransactions } from "./plan/trial.ts";
import { createIndexes, createViews, newRanges, prepareCollections, prepareOwnCollections } from "./prepare.ts";
import { ProgressMeter } from "./progress/progress.ts";
import { collectionReports, type CollectionReport, type TransferReport } from "./report.ts";
import { TransferState, type Phase, type TransferRecord } from "./state/transfer-state.ts";
import { Transformation } from "./transform/transformation.ts";
import type { Verification } from "./verify/verification.ts";
import { readVerification, storeVerification } from "./verify/stored-verification.ts";
import { verifyWithLog } from "./verify/verify.ts";

/** What a run can be told while it runs. */
export interface Control {
  /** Whether changes are followed. */
  readonly capture: boolean;
  cutOver: boolean;
  caughtUp: () => void;
}

/** What is done in which order: a run begins with the phase that the target has. */
const order: readonly Phase[] = ["prepare", "copy", "finish", "follow", "verify", "done"];

/** One run of a transfer, from where the target says it stands. */
export class TransferRun {
  readonly #source: DocumentDatabase;
  readonly #target: DocumentDatabase;
  readonly #options: TransferOptions;
  readonly #settings: Settings;
  readonly #call: Call;
  readonly #control: Control;
  readonly #state: TransferState;
  readonly #meter: ProgressMeter;
  readonly #transformations = new Map<string, Transformation>();
  #collections: readonly SourceCollection[] = [];
  #rules: WriteRules = { transactions: true, replace: false, bypassValidation: true };
  #plan: TransferPlan | undefined;
  #stream: ChangeStream | undefined;
  #changes = 0;
  #verification: Verification | undefined;

  constructor(source: DocumentDatabase, target: DocumentDatabase, options: RunOptions, control: Control) {
    const { onProgress, dryRun: _, reportFile: __, ...rest } = options;
    this.#settings = readOptions(rest);
    this.#options = rest;
    this.#source = source;
    this.#target = target;
    this.#control = control;
    this.#call = this.#settings.signal === undefined ? {} : { signal: this.#settings.signal };
    this.#state = new TransferState(target, this.#settings.id, this.#call);
    this.#meter = new ProgressMeter(onProgress);
  }

  /** Plans and tells. */
  async plan(): Promise<TransferReport> {
    const startedAt = new Date();
    this.#plan = await planTransfer(this.#source, this.#target, this.#options);
    const collections = this.#plan.collections.map(({ name, as, kind }) => ({
      name,
      as,
      kind,
      ...totalOf([]),
      indexes: [],
    }));
    return this.#report("planned", startedAt, startedAt, 0, collections);
  }

  /** Does what is left to do. */
  async run(): Promise<TransferReport> {
    const began = new Date();
    try {
      const record = await this.#open();
      for (const phase of order.slice(order.indexOf(record.phase), -1)) await this.#do(phase, record);
      const ranges = await this.#state.ranges();
      this.#meter.begin("done", 0, 0);
      return this.#report(
        "done",
        record.startedAt,
        began,
        record.runs,
        collectionReports(this.#collections, ranges, this.#settings.indexes),
      );
    } finally {
      await this.#stream?.close();
    }
  }

  async #open(): Promise<TransferRecord> {
    this.#meter.begin("plan", 0, 0);
    const fingerprint = fingerprintOf(this.#settings, this.#control.capture);
    this.#collections = await sourceCollections(this.#source, this.#settings.collections, this.#call);
    for (const { choice } of this.#collections) {
      this.#transformations.set(choice.name, new Transformation(choice.transform ?? []));
    }
    this.#rules = {
      transactions: await hasTransactions(this.#target, this.#call),
      replace: this.#settings.existing === "replace",
      bypassValidation: !this.#settings.validate,
    };
    const found = await this.#state.load();
    if (found === undefined) {
      await prepareOwnCollections(this.#target, this.#call);
      return this.#state.begin(fingerprint, new Date());
    }
    if (found.fingerprint !== fingerprint) {
      throw usage(
        `the transfer ${JSON.stringify(this.#settings.id)} was begun with other options`,
        "give the same ones to go on, another id for another transfer, or forget this one with forgetTransfer",
      );
    }
    this.#changes = found.changes;
    if (found.verification !== undefined) this.#verification = readVerification(found.verification);
    const runs = found.phase === "done" ? found.runs : found.runs + 1;
    if (runs > found.runs) await this.#state.set({ runs });
    return { ...found, runs };
  }

  async #do(phase: Phase, record: TransferRecord): Promise<void> {
    if (phase === "prepare") await this.#prepare();
    else if (phase === "copy") await this.#copy();
    else if (phase === "finish") await this.#finish();
    else if (phase === "follow") await this.#follow(record.token);
    else await this.#verify();
    this.#settings.signal?.throwIfAborted();
    const found = this.#verification === undefined ? {} : { verification: storeVerification(this.#verification) };
    await this.#state.set({ phase: order[order.indexOf(phase) + 1], ...found });
    if (phase === "verify") await this.#state.clearVerification();
  }

  async #prepare(): Promise<void> {
    this.#plan = await planTransfer(this.#source, this.#target, this.#options);
    await prepareCollections(this.#target, this.#collections, this.#settings, this.#call);
    if (this.#control.capture) {
      if (!this.#plan.capture) throw unsupported(this.#source.engine, "following changes");
      // Before anything is read: what is written from here on comes as a change.
      await this.#watch(undefined);
      const token = this.#stream?.resumeToken;
      if (token === undefined) throw unsupported(this.#source.engine, "a place in the record of changes to begin at");
      await this.#state.set({ token });
    }
    const ranges = await newRanges(this.#source, this.#collections, this.#settings, this.#control.capture, this.#call);
    await this.#state.replaceRanges(ranges);
  }

  async #copy(): Promise<void> {
    await copyAll({
      source: this.#source,
      target: this.#target,
      state: this.#state,
      rules: this.#rules,
      settings: this.#settings,
      call: this.#call,
      collections: this.#collections,
      transformations: this.#transformations,
      meter: this.#meter,
    });
  }

  async #finish(): Promise<void> {
    this.#meter.begin("indexes", 0, 0);
    if (this.#settings.indexes) await createIndexes(this.#target, this.#collections, this.#call);
    const names = new Map(this.#collections.map(({ choice, as }) => [choice.name, as]));
    await createViews(this.#target, this.#collections, names, this.#settings, this.#call);
  }

  async #follow(token: AnyDocument | undefined): Promise<void> {
    if (!this.#control.capture) return;
    if (this.#stream === undefined) await this.#watch(token ?? (await this.#state.load())?.token);
    this.#meter.begin("follow", 0, 0);
    const control = this.#control;
    this.#changes = await followChanges(
      {
        source: this.#source,
        target: this.#target,
        state: this.#state,
        transactions: this.#rules.transactions,
        bypassValidation: this.#rules.bypassValidation,
        onError: this.#settings.onError,
        call: this.#call,
        collections: followedCollections(this.#collections, this.#transformations),
      },
      this.#stream as ChangeStream,
      this.#changes,
      {
        get called() {
          return control.cutOver;
        },
        onCaughtUp: () => control.caughtUp(),
        onChanges: (changes) => this.#meter.changed(changes),
      },
    );
  }

  async #watch(token: AnyDocument | undefined): Promise<void> {
    this.#stream = this.#source.watch([], { ...this.#call, ...(token === undefined ? {} : { resumeAfter: token }) });
    await this.#stream.open();
  }

  async #verify(): Promise<void> {
    if (this.#settings.verify === "none") return;
    const total = (await this.#state.ranges()).reduce((sum, { counts }) => sum + counts.read + counts.written, 0);
    this.#meter.begin("verify", total, 0);
    this.#verification = await verifyWithLog(
      this.#source,
      this.#target,
      this.#options,
      (collection, documents) => this.#meter.advance(collection, documents),
      this.#state.verificationLog,
    );
    this.#meter.end();
  }

  #report(
    outcome: TransferReport["outcome"],
    startedAt: Date,
    began: Date,
    runs: number,
    collections: readonly CollectionReport[],
  ): TransferReport {
    const finishedAt = new Date();
    return {
      id: this.#settings.id,
      outcome,
      startedAt,
      finishedAt,
      elapsed: finishedAt.getTime() - began.getTime(),
      runs,
      plan: this.#plan,
      collections,
      changes: this.#changes,
      verification: this.#verification,
    };
  }
}
