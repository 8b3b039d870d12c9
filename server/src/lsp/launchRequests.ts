import { URI } from 'vscode-uri';
import { nameOfCommand } from '../core/config/lookup';
import type { Service } from '../core/service';
import { escapeControls } from '../core/text/printable';
import { configAt, type OpenDocument } from './documentStore';
import { guardRequest } from './handler';
import type { Machine } from './machine';
import {
  BLAME,
  type Blame,
  type BlameParams,
  PLAN,
  type PlanParams,
  type PlanResult,
  RESOLVE,
  type ResolveParams,
  type ResolveResult,
} from './protocol';
import type { RequestContext } from './requestContext';

/** Answers requests of the client about one run: its plan, its resolved command and its errors. */
export function registerLaunchRequests(
  { connection, service, documents, log }: RequestContext,
  planLaunch: Machine['planLaunch'],
): void {
  connection.onRequest(
    PLAN,
    guardRequest(log, PLAN, null, (params: PlanParams): PlanResult | null => {
      const open = documents.get(params.uri);
      return open ? createPlanResult(service, planLaunch, open, params) : null;
    }),
  );
  connection.onRequest(
    RESOLVE,
    guardRequest(log, RESOLVE, null, (params: ResolveParams): ResolveResult | null => {
      const open = documents.get(params.uri);
      return open ? createResolveResult(service, open, params) : null;
    }),
  );
  connection.onRequest(
    BLAME,
    guardRequest(log, BLAME, [] as Blame[], (params: BlameParams): Blame[] => {
      const open = documents.get(params.uri);
      return open ? listBlames(service, open, params) : [];
    }),
  );
}

function filePathsOf(uri: string): { file: string; name: string; directory: string } {
  const file = URI.parse(uri).fsPath;
  const separator = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  return { file, name: file.slice(separator + 1), directory: file.slice(0, separator) || '/' };
}

/** The plan for one command of a document: the requested one, the one at the cursor, or the first. */
function createPlanResult(
  service: Service,
  plan: Machine['planLaunch'],
  open: OpenDocument,
  params: PlanParams,
): PlanResult | null {
  const {
    document,
    texts: { own: text },
  } = open;
  const { configs } = document.reading;
  const config = params.index === undefined ? configAt(open, params.line ?? 0) : configs[params.index];
  if (!config || !plan) return null;
  const file = filePathsOf(text.uri);
  const line = text.positionAt(config.head.start).line;
  // The findings have offsets, and the plan says what they are.
  const { findings: _, ...launchPlan } = plan(service, document, config, params.target, {
    ...file,
    line,
    storage: params.storage,
  });
  // The title names documents, terminals and jobs.
  const title = escapeControls(`${file.name}:${line + 1} ${nameOfCommand(config.command)} (${launchPlan.target})`);
  const version = service.releaseOf(document, config);
  return { ...launchPlan, title, line, version, commandLine: launchPlan.submit.commandLine };
}

function createResolveResult(
  service: Service,
  { texts, document }: OpenDocument,
  { uri, line }: ResolveParams,
): ResolveResult | null {
  const config = configAt({ texts, document }, line);
  if (!config) return null;
  const { name } = filePathsOf(uri);
  const rows = service.describeResolved(document, config, name, (origin) => {
    const text = (origin.in === undefined ? undefined : texts.other(origin.in)) ?? texts.own;
    const line = text.positionAt(origin.span.start).line + 1;
    return text === texts.own ? `line ${line}` : `${origin.in}:${line}`;
  });
  return {
    title: escapeControls(`${name}:${texts.own.positionAt(config.head.start).line + 1} resolved`),
    text: `${rows.map((row) => row.text).join('\n')}\n`,
    overridden: rows.flatMap((row, index) => (row.overridden ? [index] : [])),
    origins: rows.map(({ origin = '' }) => origin),
  };
}

function listBlames(service: Service, { texts, document }: OpenDocument, { line, message }: BlameParams): Blame[] {
  const config = configAt({ texts, document }, line);
  return (config ? service.locateError(document, config, message) : []).map(
    ({ flag, span, in: joinedName, rule }): Blame => {
      const text = (joinedName === undefined ? undefined : texts.other(joinedName)) ?? texts.own;
      return { flag, uri: text.uri, start: text.positionAt(span.start), ...(rule && { rule }) };
    },
  );
}
