import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { projectQuery } from "../api/hooks/project.ts";
import { AppFrame } from "./AppFrame.tsx";
import { ProjectProvider } from "./project.tsx";

const route = getRouteApi("/p/$project");

export function ProjectLayout() {
  const loaded = route.useLoaderData();
  const { data = loaded } = useQuery(projectQuery(loaded.id));
  return (
    <ProjectProvider key={data.id} project={data}>
      <AppFrame />
    </ProjectProvider>
  );
}
