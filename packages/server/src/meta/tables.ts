/**
 * Rows of the metadata store. Instants are ISO text (sorts alike in SQLite and PostgreSQL),
 * booleans 0/1, structured values JSON text.
 */
export interface MemberRow {
  id: string;
  email: string;
  /** argon2id; null until an invite was taken up. */
  password_hash: string | null;
  created_at: string;
  last_login_at: string | null;
}
export interface MembershipRow {
  project_id: string;
  member_id: string;
  role: "owner" | "editor" | "viewer";
  created_at: string;
}
export interface SessionRow {
  /** SHA-256 of the cookie's token: reading this table lets nobody in. */
  token_hash: string;
  member_id: string;
  csrf: string;
  created_at: string;
  expires_at: string;
}
export interface InviteRow {
  token_hash: string;
  member_id: string;
  expires_at: string;
}
export interface ProjectRow {
  id: string;
  name: string;
  timezone: string;
  week_start: "sunday" | "monday";
  currency: string;
  core_event: string | null;
  revenue_event: string | null;
  revenue_property: string | null;
  internal_users_filter: string | null;
  pmf_threshold: number;
  store_ip: number;
  drop_bots: number;
  /** JSON. */
  feedback_events: string;
  has_sample: number;
  created_at: string;
}
export interface KeyRow {
  id: string;
  project_id: string;
  kind: "write" | "personal";
  name: string;
  prefix: string;
  secret_hash: string;
  /** Write keys only: they stand in web pages anyway, and the snippet is shown again. */
  value: string | null;
  scopes: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}
/** Insights, dashboards, cohorts and surveys: a name for lists, the rest as one JSON document. */
export interface SavedRow {
  id: string;
  project_id: string;
  name: string;
  body: string;
  created_by: string;
  created_at: string;
  updated_at: string;
}
export interface JobRow {
  id: string;
  project_id: string;
  kind: string;
  status: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  /** Name of the model it works on. */
  subject: string | null;
  /** Id of what it made. */
  result: string | null;
  step: string | null;
  seconds_left: number | null;
  /** JSON of its lines. */
  log: string;
  /** JSON of what it was asked to do, for those that wait. */
  request: string | null;
  /** JSON of what it failed with. */
  problem: string | null;
  started_at: string;
  finished_at: string | null;
}
export interface ModelRow {
  id: string;
  project_id: string;
  name: string;
  version: number;
  stage: "draft" | "published" | "retired";
  /** The model as the API gives it, but for the columns beside it, as JSON. */
  body: string;
  scored_at: string | null;
  scored_people: number | null;
  /** JSON of how it does; null until checked. */
  health: string | null;
  created_by: string;
  created_at: string;
  published_at: string | null;
}
/** Who an audience holds since its last run. */
export interface AudiencePersonRow {
  audience_id: string;
  project_id: string;
  person_id: string;
  arm: "delivered" | "heldOut";
  since: string;
}
/** One request to a webhook, waiting or done. */
export interface DeliveryRow {
  id: string;
  /** Order within the subject. */
  sequence: number;
  project_id: string;
  subject_id: string;
  type: string;
  url: string;
  /** Emptied once it was delivered. */
  body: string;
  status: "waiting" | "delivered" | "failed";
  attempts: number;
  last_status: number | null;
  last_problem: string | null;
  added: number;
  removed: number;
  created_at: string;
  next_at: string | null;
  finished_at: string | null;
}
export interface AlertEventRow {
  id: string;
  project_id: string;
  alert_id: string;
  at: string;
  body: string;
}
export interface WebhookSecretRow {
  subject_id: string;
  project_id: string;
  /** AES-256-GCM under a key that stands outside this store. */
  cipher: string;
}
export interface ModelCheckRow {
  id: string;
  project_id: string;
  model_id: string;
  at: string;
  /** The moment whose past the features were read from. */
  cutoff: string;
  /** When what happened is known. */
  due: string;
  body: string;
  /** JSON of people with their scores, until they are judged. */
  sample: string | null;
  outcomes: string | null;
}
export interface AuditRow {
  id: string;
  at: string;
  /** Null for changes that belong to no project. */
  project_id: string | null;
  actor: string;
  action: string;
  target: string;
  detail: string;
  ip: string;
}

export interface Tables {
  members: MemberRow;
  memberships: MembershipRow;
  sessions: SessionRow;
  invites: InviteRow;
  projects: ProjectRow;
  keys: KeyRow;
  insights: SavedRow;
  dashboards: SavedRow;
  cohorts: SavedRow;
  surveys: SavedRow;
  jobs: JobRow;
  models: ModelRow;
  model_checks: ModelCheckRow;
  experiments: SavedRow;
  audiences: SavedRow;
  alerts: SavedRow;
  audience_people: AudiencePersonRow;
  deliveries: DeliveryRow;
  alert_events: AlertEventRow;
  webhook_secrets: WebhookSecretRow;
  act_settings: { project_id: string; allow_private: number };
  audit: AuditRow;
  schema_version: { version: number; applied_at: string };
}
