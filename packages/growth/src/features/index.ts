export * from "./recipe.ts";
