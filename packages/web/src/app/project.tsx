import type { Project } from "@lepton/server";
import { createContext, type ReactNode, useContext } from "react";

const ProjectContext = createContext<Project | null>(null);

export function ProjectProvider({ project, children }: { project: Project; children: ReactNode }) {
  return <ProjectContext.Provider value={project}>{children}</ProjectContext.Provider>;
}

/** The project on screen. Only below `/p/$project`. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject is used outside of a project's page.");
  return project;
}

/** Editors and owners change things; viewers look. */
export function useCanEdit(): boolean {
  return useProject().role !== "viewer";
}
