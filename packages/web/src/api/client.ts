import { problemOf, unreachable } from "./problem.ts";

/** Value of `GET /api/me`; goes with every request that changes something. */
let csrf = "";
export function setCsrf(token: string): void {
  csrf = token;
}
export function csrfToken(): string {
  return csrf;
}

export type Search = Record<string, string | number | boolean | null | undefined>;
export interface RequestOptions {
  search?: Search;
  body?: unknown;
  signal?: AbortSignal;
}
type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Absent values are left out; the path stays relative to this page's origin. */
export function urlOf(path: string, search: Search = {}): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(search))
    if (value !== null && value !== undefined) parts.set(key, String(value));
  const text = parts.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** One call of the HTTP API. Throws `ApiProblem`, or the `AbortError` of its signal. */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-csrf-token"] = csrf;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(urlOf(path, options.search), {
      method,
      headers,
      credentials: "same-origin",
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable(error);
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string, options?: RequestOptions) => request<T>("GET", path, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>("POST", path, { ...options, body: body ?? {} }),
  patch: <T>(path: string, body: unknown) => request<T>("PATCH", path, { body }),
  put: <T>(path: string, body: unknown) => request<T>("PUT", path, { body }),
  delete: <T>(path: string) => request<T>("DELETE", path),
};
