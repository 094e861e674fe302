import {
  type FeedbackEntry,
  type FeedbackPerson,
  type FeedbackSources,
  feedbackFingerprint,
  Inquiry,
  peopleWithFeedback,
  readFeedback,
  returnedAfter,
  standardTextQuestions,
} from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { FeedbackKind } from "../contract/feedback.ts";
import type { Model } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";
import { analyseApart } from "./analyseApart.ts";
import { analyseTexts } from "./analyseTexts.ts";
import type { TextsAnalysis } from "./messages.ts";
import { ratedNeeded } from "./sentiment.ts";

/** Texts read: the newest. More would be slow to group and say little more. */
export const mostTexts = 10_000;
const seed = 7;

/** All feedback of a project, understood. */
export interface Feedback {
  fingerprint: string;
  /** Newest first; the analysis speaks of them by place. */
  entries: readonly FeedbackEntry[];
  analysis: TextsAnalysis;
}
/** What became of the people. */
export interface Outcomes {
  /** Events with feedback after which the person came back. */
  returned: ReadonlySet<string>;
  people: ReadonlyMap<string, FeedbackPerson>;
  /** Whose scores tell who is about to leave; null: there is none. */
  model: Pick<Model, "id" | "name" | "horizonDays"> | null;
}

export const kindOf = ({ about }: Pick<FeedbackEntry, "about">): FeedbackKind =>
  about === "praise" ? "praise" : "asks";

/** A fingerprint is asked for again after so long, outcomes are read anew: the worst age of a number on screen. */
const freshMs = 60_000;
const mostProjects = 20;

interface Kept<T> {
  value: Promise<T>;
  at: number;
}

/**
 * Reads feedback and keeps what was understood of it for as long as the data's fingerprint stays. One project is
 * read at a time: two readings side by side would take the machine from those who wait for an answer.
 */
export class FeedbackReader {
  readonly #context: Pick<AppContext, "warehouse" | "meta">;
  readonly #feedback = new Map<string, Kept<Feedback>>();
  readonly #outcomes = new Map<string, Kept<Outcomes>>();
  readonly #closing = new AbortController();
  #line: Promise<unknown> = Promise.resolve();

  constructor(context: Pick<AppContext, "warehouse" | "meta">) {
    this.#context = context;
  }

  /** Stops what is being read. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("The server is closing."));
    await this.#line.catch(() => {});
  }

  async sources(project: Project): Promise<FeedbackSources> {
    const surveys = await this.#context.meta.surveys.list(project.id);
    const asked = surveys.flatMap(({ questions }) => questions.filter(({ type }) => type === "text"));
    const own = asked.map(({ id }) => id).filter((id) => !standardTextQuestions.includes(id));
    return { events: project.feedbackEvents, questions: [...new Set(own)].sort() };
  }

  /** A request that goes away does not stop a reading that others wait for. */
  inquiry(project: Project, asked: unknown = null): Promise<Inquiry> {
    return Inquiry.open(questionContext(this.#context, project, this.#closing.signal), asked);
  }

  feedback(project: Project): Promise<Feedback> {
    return kept(this.#feedback, project.id, async (before) => {
      const sources = await this.sources(project);
      const inquiry = await this.inquiry(project);
      const settings = JSON.stringify([sources, project.internalUsersFilter]);
      const fingerprint = `${await feedbackFingerprint(inquiry, sources)}/${settings}`;
      if (before?.fingerprint === fingerprint) return before;
      return this.#next(() => this.#understand(inquiry, sources, fingerprint));
    });
  }

  outcomes(project: Project): Promise<Outcomes> {
    const { coreEvent, revenueEvent, revenueProperty, currency } = project;
    const key = JSON.stringify([project.id, coreEvent, revenueEvent, revenueProperty, currency]);
    return kept(this.#outcomes, key, async () => {
      const sources = await this.sources(project);
      const inquiry = await this.inquiry(project);
      const model = await this.#churnModel(project);
      const money =
        revenueEvent !== null && revenueProperty !== null
          ? { event: revenueEvent, property: revenueProperty }
          : null;
      const meaning = { coreEvent, money };
      return {
        returned: await returnedAfter(inquiry, sources, meaning),
        people: await peopleWithFeedback(inquiry, sources, meaning, model?.id ?? null),
        model,
      };
    });
  }

  /** The newest published model that scores who is about to stay away. */
  async #churnModel(project: Project): Promise<Outcomes["model"]> {
    const models = await this.#context.meta.models.list(project.id);
    return (
      models.find(
        ({ stage, target, scoredAt }) => stage === "published" && target === "noEvent" && scoredAt !== null,
      ) ?? null
    );
  }

  async #understand(inquiry: Inquiry, sources: FeedbackSources, fingerprint: string): Promise<Feedback> {
    const entries: FeedbackEntry[] = [];
    for await (const block of readFeedback(inquiry, sources, mostTexts)) entries.push(...block);
    const texts = entries.map((entry) => ({
      text: entry.text,
      kind: kindOf(entry),
      person: entry.personKey,
      feeling: entry.feeling,
    }));
    const order = { texts, seed };
    // Few texts are read sooner than a process starts, and no model is learnt from them.
    const analysis =
      texts.length < ratedNeeded
        ? await analyseTexts(order)
        : await analyseApart(order, this.#closing.signal);
    return { fingerprint, entries, analysis };
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work, work);
    this.#line = done.catch(() => {});
    return done;
  }
}

/** The value of a key, made anew when it is older than `freshMs`; who asks meanwhile waits for the same one. */
async function kept<T>(
  store: Map<string, Kept<T>>,
  key: string,
  make: (before: T | undefined) => Promise<T>,
): Promise<T> {
  const known = store.get(key);
  if (known !== undefined && Date.now() - known.at < freshMs) return known.value;
  const value = (known?.value ?? Promise.resolve(undefined)).catch(() => undefined).then(make);
  const entry = { value, at: Number.POSITIVE_INFINITY };
  store.delete(key);
  store.set(key, entry);
  for (const oldest of store.keys()) {
    if (store.size <= mostProjects) break;
    store.delete(oldest);
  }
  try {
    return await value;
  } catch (error) {
    if (store.get(key) === entry) store.delete(key);
    throw error;
  } finally {
    entry.at = Date.now();
  }
}
