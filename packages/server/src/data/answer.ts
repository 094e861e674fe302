import { ask, type Question } from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { Project } from "../contract/project.ts";
import type { QueryReply } from "../contract/query.ts";
import { questionContext } from "./questionContext.ts";
import { ResultCache } from "./resultCache.ts";

export type Answerer = (
  project: Project,
  question: Question,
  options: { refresh: boolean; signal: AbortSignal },
) => Promise<QueryReply>;

/** Answers questions with a cache of one minute in front. */
export function answererOf(context: AppContext): Answerer {
  const cache = new ResultCache();
  return async (project, question, { refresh, signal }) => {
    const { role: _role, ...settings } = project;
    const key = JSON.stringify([settings, question]);
    const known = refresh ? null : cache.get(key);
    if (known !== null) return { ...known, cached: true };
    const answer = await ask(questionContext(context, project, signal), question);
    cache.set(key, answer);
    return { ...answer, cached: false };
  };
}
