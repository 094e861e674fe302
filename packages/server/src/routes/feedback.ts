import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { cohort } from "../contract/cohort.ts";
import {
  feedbackCohortRequest,
  feedbackInbox,
  feedbackInboxQuery,
  feedbackQuery,
  feedbackSimilar,
  feedbackSimilarQuery,
  feedbackThemes,
} from "../contract/feedback.ts";
import { inboxPage, itemsOf, placeOfTheme } from "../feedback/inbox.ts";
import { themesOfSelection } from "../feedback/measure.ts";
import { FeedbackReader } from "../feedback/reader.ts";
import { select } from "../feedback/select.ts";
import { similarTo } from "../feedback/similar.ts";
import { routesOn } from "../http/route.ts";
import { editing } from "./saved.ts";

/** What people say in their own words: the inbox, its themes, and the people behind them. */
export function feedbackRoutes(app: FastifyInstance, context: AppContext): void {
  const reader = new FeedbackReader(context);
  app.addHook("preClose", () => reader.close());
  const api = routesOn(app, context, "Feedback");
  const people = { role: "viewer", scope: "people:read" } as const;

  api.project({
    method: "GET",
    path: "/feedback",
    needs: people,
    summary: "What people said, newest first, with person, rating, theme and sentiment.",
    query: feedbackInboxQuery,
    reply: feedbackInbox,
    handle: async ({ project, query }) => inboxPage(await select(reader, project, query), query),
  });

  api.project({
    method: "GET",
    path: "/feedback/themes",
    needs: people,
    summary: "Themes with share, trend, sentiment, returning people and money at risk; most at risk first.",
    query: feedbackQuery,
    reply: feedbackThemes,
    handle: async ({ project, query }) => {
      const selection = await select(reader, project, query);
      return themesOfSelection(selection, await reader.outcomes(project), project);
    },
  });

  api.project({
    method: "GET",
    path: "/feedback/similar",
    needs: people,
    summary: "One piece of feedback, and what others said that is most like it.",
    query: feedbackSimilarQuery,
    reply: feedbackSimilar,
    handle: async ({ project, query }) => {
      const feedback = await reader.feedback(project);
      const inquiry = await reader.inquiry(project);
      const { asked, same, found } = similarTo(feedback, query.entry, query.limit);
      const [entry, ...items] = await itemsOf(inquiry, feedback, [asked, ...found.map(({ row }) => row)]);
      if (entry === undefined) throw new Error("Feedback that was found has no item.");
      const alike = items.map((item, i) => ({
        ...item,
        likeness: found[i]?.likeness ?? 0,
        people: found[i]?.people ?? 1,
      }));
      return { entry, same, items: alike };
    },
  });

  api.project({
    method: "POST",
    path: "/feedback/cohorts",
    needs: editing,
    summary: "Makes a cohort of the people who said a theme, as of now.",
    body: feedbackCohortRequest,
    reply: cohort,
    handle: async ({ project, body, caller, audit }) => {
      const { feedback, rows } = await select(reader, project, { ...body, kind: "all" });
      const theme = feedback.analysis.themes[placeOfTheme(feedback.analysis, body.theme)];
      if (theme === undefined) throw themeUnknown(body.theme);
      const place = feedback.analysis.themes.indexOf(theme);
      const said = rows.filter((row) => feedback.analysis.themeOf[row] === place);
      const ids = [...new Set(said.map((row) => feedback.entries[row]?.personId ?? ""))];
      const made = await context.meta.cohorts.create(
        project.id,
        body.name,
        { description: theme.name, definition: { kind: "static" }, size: ids.length },
        actorName(caller),
      );
      const version = Date.now();
      await context.warehouse.insert(
        "cohort_members",
        ids.map((person_id) => ({ project: project.id, cohort: made.id, person_id, version })),
      );
      await audit("cohort.create", made.id, { name: body.name, size: ids.length, theme: theme.name });
      return made;
    },
  });
}

const themeUnknown = (theme: string) =>
  new LeptonError("FEEDBACK_THEME_UNKNOWN", {
    problem: "There is no such theme any more.",
    received: theme,
    next: "Reload the themes: they are found anew when feedback arrives.",
    field: "theme",
    status: 404,
  });
