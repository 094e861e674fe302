import type { Answer, ResultOf } from "@lepton/growth";

export type PmfReport = ResultOf<"pmfReport">;
export type PmfMeasure = PmfReport["measures"][number];
export type PmfSegments = NonNullable<PmfReport["segments"]>;
export type Persona = PmfSegments["personas"][number];
export type Theme = PmfSegments["benefits"][number];
export type PmfReply = Answer<"pmfReport"> & { cached: boolean };
