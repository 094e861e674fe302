import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readImage } from "./decodeImage.ts";

const plain = (red: number, green: number, blue: number, side = 8) =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: green, b: blue } } });

describe("pictures of every kind", () => {
  /** Left half red, right half blue, 16 wide and 8 high. */
  const halves = () =>
    sharp({ create: { width: 16, height: 8, channels: 3, background: "#ff0000" } }).composite([
      { input: { create: { width: 8, height: 8, channels: 3, background: "#0000ff" } }, left: 8, top: 0 },
    ]);
  const corner = async (image: Uint8Array, at: [number, number], size: [number, number] = [8, 16]) => {
    const { data, shape } = await readImage(image, { size, rescale: 1 });
    const from = (at[0] * (shape[2] as number) + at[1]) * 3;
    return Array.from(data.subarray(from, from + 3));
  };
  const near = (actual: number[], expected: number[], slack: number) => {
    for (const [i, value] of expected.entries())
      expect(Math.abs((actual[i] as number) - value)).toBeLessThanOrEqual(slack);
  };

  test.each([
    ["JPEG", () => halves().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }), 3],
    ["PNG", () => halves().png(), 0],
    ["16-bit PNG", () => halves().toColourspace("rgb16").png(), 0],
    ["palette PNG", () => halves().png({ palette: true }), 0],
    ["lossless WebP", () => halves().webp({ lossless: true }), 0],
    ["AVIF", () => halves().avif({ quality: 100, chromaSubsampling: "4:4:4" }), 3],
    ["GIF", () => halves().gif(), 0],
    ["TIFF", () => halves().tiff({ compression: "lzw" }), 0],
    ["CMYK JPEG", () => halves().toColourspace("cmyk").jpeg({ quality: 100 }), 40], // outside the gamut of inks
  ])("%s: red on the left, blue on the right", async (_, make, slack) => {
    const file = await make().toBuffer();
    near(await corner(file, [4, 2]), [255, 0, 0], slack);
    const [red, , blue] = await corner(file, [4, 13]);
    expect(blue).toBeGreaterThan((red as number) + 60);
  });

  test("the 16-bit file above has 16 bits, the palette file a palette, the CMYK file four inks", async () => {
    const kinds = [
      halves().toColourspace("rgb16").png(),
      halves().png({ palette: true }),
      halves().toColourspace("cmyk").jpeg(),
    ];
    const [deep, palette, inks] = await Promise.all(
      kinds.map(async (kind) => sharp(await kind.toBuffer()).metadata()),
    );
    expect([deep?.depth, palette?.isPalette, inks?.space, inks?.channels]).toEqual([
      "ushort",
      true,
      "cmyk",
      4,
    ]);
  });

  test("EXIF says turned by 180°: the picture is turned back", async () => {
    const file = await halves()
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .withMetadata({ orientation: 3 })
      .toBuffer();
    near(await corner(file, [4, 2]), [0, 0, 255], 3);
  });

  test("EXIF says turned by 90°: height and width change places before resizing", async () => {
    const file = await halves().png().withMetadata({ orientation: 6 }).toBuffer();
    near(await corner(file, [2, 4], [16, 8]), [255, 0, 0], 0); // left became top
    near(await corner(file, [13, 4], [16, 8]), [0, 0, 255], 0);
  });

  test("transparency lies on black; of an animation the first frame counts", async () => {
    const clear = await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(await corner(clear, [0, 0], [4, 4])).toEqual([0, 0, 0]);
    const frames = Buffer.concat(
      await Promise.all([plain(255, 0, 0).raw().toBuffer(), plain(0, 255, 0).raw().toBuffer()]),
    );
    const animation = await sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .gif({ delay: [100, 100], loop: 0 })
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    near(await corner(animation, [7, 7], [8, 8]), [255, 0, 0], 0);
  });

  test("a grey picture has three equal channels; a coloured one in grey has its luminance", async () => {
    const grey = await sharp({ create: { width: 4, height: 4, channels: 3, background: "#808080" } })
      .toColourspace("b-w")
      .png()
      .toBuffer();
    expect(await corner(grey, [0, 0], [4, 4])).toEqual([128, 128, 128]);
    const one = await readImage(await plain(0, 255, 0).png().toBuffer(), {
      size: [2, 2],
      channels: 1,
      rescale: 1,
    });
    expect(one.shape).toEqual([1, 2, 2, 1]);
    expect(one.data[0]).toBeGreaterThan(150);
    expect(one.data[0]).toBeLessThan(230);
  });

  test("fit: stretched, cut, or with black borders", async () => {
    const file = await halves().png().toBuffer();
    const row = async (fit: "fill" | "cover" | "contain") => {
      const { data } = await readImage(file, { size: [8, 8], rescale: 1, fit });
      return [data[0], data[2]];
    };
    expect(await row("fill")).toEqual([255, 0]);
    expect(await row("cover")).toEqual([255, 0]);
    expect(await row("contain")).toEqual([0, 0]);
  });

  test("readImage takes a path or bytes, and names what it could not read", async () => {
    const file = await plain(30, 0, 0).png().toBuffer();
    const folder = await mkdtemp(join(tmpdir(), "image-"));
    const path = join(folder, "red.png");
    await writeFile(path, file);
    const [a, b] = await Promise.all([path, file].map((image) => readImage(image, { size: [3, 3] })));
    await rm(folder, { recursive: true });
    expect(a).toEqual(b);
    expect(a?.data[0]).toBeCloseTo(30 / 255, 6);
    await expect(readImage(path, { size: [2, 2] })).rejects.toThrow(/ENOENT/);
    await expect(readImage(new Uint8Array([1, 2]), { size: [2, 2] })).rejects.toMatchObject({
      code: "NN_IMAGE_UNREADABLE",
    });
    await expect(readImage(file, { size: [2, 0] })).rejects.toMatchObject({ code: "NN_IMAGE_SIZE" });
  });
});
