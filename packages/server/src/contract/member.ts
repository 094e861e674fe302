import { z } from "zod";
import { email, id, instant, password, role } from "./common.ts";

export const member = z.object({
  id,
  email: z.string(),
  role,
  /** False until an invited member has set a password. */
  active: z.boolean(),
  createdAt: instant,
  lastLoginAt: instant.nullable(),
});
export const memberList = z.object({ items: z.array(member) });
/** With `password` the account works at once; without, the reply carries an invite link. */
export const createMemberRequest = z.object({ email, role, password: password.optional() });
export const createMemberReply = z.object({
  member,
  /** Path in the web app, valid seven days, shown once; null when the member can log in already. */
  invitePath: z.string().nullable(),
});
export const updateMemberRequest = z.object({ role });

export type Member = z.infer<typeof member>;
export type MemberList = z.infer<typeof memberList>;
export type CreateMemberRequest = z.input<typeof createMemberRequest>;
export type CreateMemberReply = z.infer<typeof createMemberReply>;
export type UpdateMemberRequest = z.input<typeof updateMemberRequest>;
