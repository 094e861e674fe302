import { LeptonError } from "@lepton/core";

/** A picture as numbers, [height, width, channels] row-major, in whatever range the model takes. */
export interface Picture {
  data: ArrayLike<number>;
  height: number;
  width: number;
  channels: number;
}

/** Errors: TRUST_PICTURE when the numbers are not height · width · channels finite ones. */
export function checkPicture({ data, height, width, channels }: Picture): void {
  const isWhole = [height, width, channels].every((side) => Number.isInteger(side) && side > 0);
  if (!isWhole || data.length !== height * width * channels)
    throw new LeptonError("TRUST_PICTURE", {
      problem: "A picture holds height · width · channels numbers.",
      received: `${data.length} numbers for [${height}, ${width}, ${channels}]`,
      next: "Pass the pixels row by row, the channels of a pixel side by side.",
    });
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i]))
      throw new LeptonError("TRUST_PICTURE", {
        problem: "A picture's numbers must be finite.",
        received: `${data[i]} at ${i}`,
        next: "Check how the picture was read.",
      });
}
