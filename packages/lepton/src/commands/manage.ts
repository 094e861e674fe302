import type { Command } from "commander";
import { type Api, chooseProject, openApi } from "../api.ts";
import { type DataOption, dataFolder, newPassword } from "../options.ts";

interface PlainOption extends DataOption {
  plain?: boolean;
}

/** Runs `work` against the folder's API and prints its result: a sentence, or alone on a line with `--plain`. */
async function printed(
  options: PlainOption,
  work: (api: Api) => Promise<{ plain: string; sentence: string }>,
) {
  const api = await openApi(dataFolder(options));
  try {
    const { plain, sentence } = await work(api);
    console.log(options.plain ? plain : sentence);
  } finally {
    await api.close();
  }
}

const withCommon = (command: Command): Command =>
  command
    .option("--data <dir>", "data folder (default: ./data)")
    .option("--plain", "print the result alone on a line, for scripts");

/** `project create`, `member create`, `key create`: from an empty folder to a working project without a browser. */
export function manageCommands(program: Command): void {
  withCommon(program.command("project").description("Projects.").command("create <name>"))
    .description("Create a project and print its id.")
    .option(
      "--timezone <zone>",
      "IANA zone in which its days are cut",
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    )
    .action((name: string, options: PlainOption & { timezone: string }) =>
      printed(options, async (api) => {
        const { id } = await api.call<{ id: string }>("POST", "/api/projects", {
          name,
          timezone: options.timezone,
        });
        return { plain: id, sentence: `Project "${name}" created: ${id}` };
      }),
    );

  withCommon(program.command("member").description("People who use Lepton.").command("create <email>"))
    .description("Create a member and print the password they sign in with.")
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--role <role>", "owner, editor or viewer", "owner")
    .option("--password <text>", "their password (default: a random one); or set LEPTON_PASSWORD")
    .action((email: string, options: PlainOption & { project?: string; role: string; password?: string }) =>
      printed(options, async (api) => {
        const project = await chooseProject(api, options.project);
        const password = options.password ?? process.env.LEPTON_PASSWORD ?? newPassword();
        await api.call("POST", `/api/projects/${project.id}/members`, {
          email,
          role: options.role,
          password,
        });
        return {
          plain: password,
          sentence: `${email} is ${options.role} of "${project.name}". Password: ${password}`,
        };
      }),
    );

  withCommon(program.command("key").description("Keys for programs.").command("create"))
    .description("Create a key and print it; it is shown once.")
    .requiredOption("--kind <kind>", "write (can only send events) or personal (reads, by scopes)")
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--name <name>", "what the key is for", "made by the command line")
    .option(
      "--scopes <list>",
      "of a personal key: query:read,people:read,import:write,admin",
      "query:read,people:read",
    )
    .action((options: PlainOption & { kind: string; project?: string; name: string; scopes: string }) =>
      printed(options, async (api) => {
        const project = await chooseProject(api, options.project);
        const { secret } = await api.call<{ secret: string }>("POST", `/api/projects/${project.id}/keys`, {
          kind: options.kind,
          name: options.name,
          ...(options.kind === "personal"
            ? { scopes: options.scopes.split(",").map((scope) => scope.trim()) }
            : {}),
        });
        return { plain: secret, sentence: `A ${options.kind} key for "${project.name}": ${secret}` };
      }),
    );
}
