import { z } from "zod";
import { email, id, name, password, role } from "./common.ts";
import { currency, timezone, weekStart } from "./project.ts";

/** First owner and first project; refused once a member exists. */
export const setupRequest = z.object({
  email,
  password,
  /** Name of the company or product: becomes the first project. */
  projectName: name,
  timezone: timezone.default("UTC"),
  weekStart: weekStart.optional(),
  currency: currency.optional(),
});
export const loginRequest = z.object({ email, password: z.string().min(1).max(200) });
export const passwordRequest = z.object({
  currentPassword: z.string().min(1).max(200),
  newPassword: password,
});
/** Takes up an invite: the link is `/invite/{token}` in the web app. */
export const acceptInviteRequest = z.object({ token: z.string().min(10).max(200), password });

export const me = z.object({
  member: z.object({ id, email: z.string() }),
  projects: z.array(z.object({ id, name: z.string(), role })),
  /** Send as header `x-csrf-token` with every POST, PATCH, PUT and DELETE. */
  csrf: z.string(),
});

export type SetupRequest = z.input<typeof setupRequest>;
export type LoginRequest = z.input<typeof loginRequest>;
export type PasswordRequest = z.input<typeof passwordRequest>;
export type AcceptInviteRequest = z.input<typeof acceptInviteRequest>;
/** Reply of setup, login, accept-invite and `GET /api/me`. */
export type Me = z.infer<typeof me>;
