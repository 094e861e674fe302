import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";

/** Deeper bodies are refused: nothing here needs them, and recursion over them would end the stack. */
const deepest = 100;
/** API bodies; capture and imports read theirs by their own limits. */
const bodyBytes = 5 * 1024 * 1024;

/** The only body the API reads is JSON in UTF-8. An empty body is no body. */
export function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(
    ["application/json", "application/problem+json"],
    { parseAs: "buffer", bodyLimit: bodyBytes },
    (request, body, done) => {
      if (body.length === 0) return done(null, undefined);
      try {
        const text = decode(body as Buffer);
        checkDepth(text);
        // Replaced by parsed values before the handler sees them.
        parse(request, text, done);
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new LeptonError(
      "REQUEST_NOT_UTF8",
      { problem: "The body is not valid UTF-8.", next: "Send JSON encoded in UTF-8." },
      { cause },
    );
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c)
        i += 1; // backslash: skip what it escapes
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > deepest)
      throw new LeptonError("REQUEST_TOO_DEEP", {
        problem: `The body nests deeper than ${deepest} levels.`,
        next: "Flatten it.",
      });
  }
}
