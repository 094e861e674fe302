import { redirect } from "@tanstack/react-router";
import { projectQuery } from "../api/hooks/project.ts";
import { meQuery, statusQuery } from "../api/hooks/session.ts";
import { ApiProblem } from "../api/problem.ts";
import { queryClient } from "../api/queryClient.ts";

/** Who is here, or the page where they say so: the first owner's form, else sign-in. */
async function signedIn(href: string) {
  try {
    return await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    const status = await queryClient.fetchQuery({ ...statusQuery, staleTime: 0 });
    if (status.needsOwner) throw redirect({ to: "/setup" });
    throw redirect({ to: "/login", search: href === "/" ? {} : { next: href } });
  }
}

/** `/` leads to the project seen last, else the first one. */
export async function enter(href: string): Promise<never> {
  const me = await signedIn(href);
  const last = localStorage.getItem(lastProjectKey);
  const project = me.projects.find(({ id }) => id === last) ?? me.projects[0];
  if (!project) throw redirect({ to: "/login", search: {} });
  throw redirect({ to: "/p/$project", params: { project: project.id } });
}

export async function enterProject(project: string, href: string) {
  await signedIn(href);
  const found = await queryClient.ensureQueryData(projectQuery(project));
  localStorage.setItem(lastProjectKey, project);
  return found;
}

const lastProjectKey = "lepton.project";
