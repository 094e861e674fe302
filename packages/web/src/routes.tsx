import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { PagePending, RouteError, RouteNotFound, RoutePending } from "./app/Fallbacks.tsx";
import { enter, enterProject } from "./app/gate.ts";
import { ProjectLayout } from "./app/ProjectLayout.tsx";
import { actItemSearch, actSearch } from "./pages/act/search.ts";
import { dashboardSearch } from "./pages/dashboards/search.ts";
import { dataSearch } from "./pages/data/search.ts";
import { feedbackSearch } from "./pages/feedback/search.ts";
import { insightSearch } from "./pages/insights/search.ts";
import { liveSearch } from "./pages/live/search.ts";
import { modelSearch, modelsSearch } from "./pages/models/search.ts";
import { peopleSearch, personSearch } from "./pages/people/search.ts";
import { pmfSearch } from "./pages/pmf/search.ts";
import { settingsSearch } from "./pages/settings/search.ts";
import { signInSearch } from "./pages/signIn/search.ts";
import { surveySearch, surveysSearch } from "./pages/surveys/search.ts";

const root = createRootRoute({ component: Outlet, notFoundComponent: RouteNotFound });

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  loader: ({ location }) => enter(location.href),
  pendingComponent: RoutePending,
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./pages/setup/SetupPage.tsx"), "SetupPage"),
});
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("./pages/signIn/SignInPage.tsx"), "SignInPage"),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite/$token",
  component: lazyRouteComponent(() => import("./pages/signIn/InvitePage.tsx"), "InvitePage"),
});

const project = createRoute({
  getParentRoute: () => root,
  path: "/p/$project",
  loader: ({ params, location }) => enterProject(params.project, location.href),
  component: ProjectLayout,
  pendingComponent: RoutePending,
});
const under = <const Path extends string>(path: Path) => ({ getParentRoute: () => project, path });

const home = createRoute({
  ...under("/"),
  component: lazyRouteComponent(() => import("./pages/home/HomePage.tsx"), "HomePage"),
});
const insights = createRoute({
  ...under("/insights"),
  component: lazyRouteComponent(() => import("./pages/insights/InsightsPage.tsx"), "InsightsPage"),
});
/** A question that is not saved; static, so it wins over `$insight`. */
const newInsight = createRoute({
  ...under("/insights/new"),
  validateSearch: insightSearch,
  component: lazyRouteComponent(() => import("./pages/insights/BuilderPage.tsx"), "NewInsightPage"),
});
const insight = createRoute({
  ...under("/insights/$insight"),
  validateSearch: insightSearch,
  component: lazyRouteComponent(() => import("./pages/insights/BuilderPage.tsx"), "SavedInsightPage"),
});
const dashboards = createRoute({
  ...under("/dashboards"),
  component: lazyRouteComponent(() => import("./pages/dashboards/DashboardsPage.tsx"), "DashboardsPage"),
});
const dashboard = createRoute({
  ...under("/dashboards/$dashboard"),
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import("./pages/dashboards/DashboardPage.tsx"), "DashboardPage"),
});
const live = createRoute({
  ...under("/live"),
  validateSearch: liveSearch,
  component: lazyRouteComponent(() => import("./pages/live/LivePage.tsx"), "LivePage"),
});
const pmf = createRoute({
  ...under("/pmf"),
  validateSearch: pmfSearch,
  component: lazyRouteComponent(() => import("./pages/pmf/PmfPage.tsx"), "PmfPage"),
});
const feedback = createRoute({
  ...under("/feedback"),
  validateSearch: feedbackSearch,
  component: lazyRouteComponent(() => import("./pages/feedback/FeedbackPage.tsx"), "FeedbackPage"),
});
const surveys = createRoute({
  ...under("/surveys"),
  validateSearch: surveysSearch,
  component: lazyRouteComponent(() => import("./pages/surveys/SurveysPage.tsx"), "SurveysPage"),
});
const survey = createRoute({
  ...under("/surveys/$survey"),
  validateSearch: surveySearch,
  component: lazyRouteComponent(() => import("./pages/surveys/SurveyPage.tsx"), "SurveyPage"),
});
const people = createRoute({
  ...under("/people"),
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import("./pages/people/PeoplePage.tsx"), "PeoplePage"),
});
const person = createRoute({
  ...under("/people/$person"),
  validateSearch: personSearch,
  component: lazyRouteComponent(() => import("./pages/people/PersonPage.tsx"), "PersonPage"),
});
const models = createRoute({
  ...under("/models"),
  validateSearch: modelsSearch,
  component: lazyRouteComponent(() => import("./pages/models/ModelsPage.tsx"), "ModelsPage"),
});
const model = createRoute({
  ...under("/models/$model"),
  validateSearch: modelSearch,
  component: lazyRouteComponent(() => import("./pages/models/ModelPage.tsx"), "ModelPage"),
});
const act = createRoute({
  ...under("/act"),
  validateSearch: actSearch,
  component: lazyRouteComponent(() => import("./pages/act/ActPage.tsx"), "ActPage"),
});
const experiment = createRoute({
  ...under("/act/experiments/$experiment"),
  validateSearch: actItemSearch,
  component: lazyRouteComponent(() => import("./pages/act/experiments/ExperimentPage.tsx"), "ExperimentPage"),
});
const audience = createRoute({
  ...under("/act/audiences/$audience"),
  validateSearch: actItemSearch,
  component: lazyRouteComponent(() => import("./pages/act/audiences/AudiencePage.tsx"), "AudiencePage"),
});
const data = createRoute({
  ...under("/data"),
  validateSearch: dataSearch,
  component: lazyRouteComponent(() => import("./pages/data/DataPage.tsx"), "DataPage"),
});
const settings = createRoute({
  ...under("/settings"),
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import("./pages/settings/SettingsPage.tsx"), "SettingsPage"),
});

const tree = root.addChildren([
  index,
  setup,
  login,
  invite,
  project.addChildren([
    home,
    insights,
    newInsight,
    insight,
    dashboards,
    dashboard,
    live,
    pmf,
    feedback,
    surveys,
    survey,
    people,
    person,
    models,
    model,
    act,
    experiment,
    audience,
    data,
    settings,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: RouteNotFound,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 600,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
