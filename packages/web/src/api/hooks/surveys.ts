import type { CreateSurveyRequest, Survey, SurveyList, UpdateSurveyRequest } from "@lepton/server";
import { saved } from "./saved.ts";

export const surveys = saved<Survey, SurveyList, CreateSurveyRequest, UpdateSurveyRequest>("surveys");
