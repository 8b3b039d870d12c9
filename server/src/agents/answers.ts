import { resolve } from 'node:path';
import { describeAssumedSource } from '../cli/assumedSource';
import { checkDocument, mergeFiles } from '../cli/checkReport';
import { findLayoutsOf } from '../cli/findLayoutsOf';
import { listConciseLines } from '../cli/formats/concise';
import { summarize } from '../cli/formats/summary';
import { listLayoutLines } from '../cli/layoutsReport';
import { listCommandFacts, listMemoryLines } from '../cli/memory';
import { createOmissions } from '../cli/omissions';
import { planCommandAt, readTargetValue } from '../cli/planCommandAt';
import { printDiff } from '../cli/printDiff';
import { findCommandAt } from '../cli/readCommandAt';
import { resolveRelease } from '../cli/release';
import { reportProject } from '../cli/reportProject';
import { printResolved } from '../cli/resolve';
import { UsageError } from '../cli/usageError';
import { parseRequest } from '../core/catalog/request';
import { applyEdits } from '../core/config/edit';
import type { Document, DocumentContext } from '../core/document/document';
import type { Target } from '../core/launch/targets';
import { extractRulePage } from '../data/rulePage';
import type { Agent } from './agent';
import type { WorkspaceFile } from './locate';
import type { ToolName } from './tools';

/** The fields of all inputs. The schema of a tool says which ones are there. */
export interface ToolInput {
  path: string;
  name: string;
  text?: string;
  line?: number;
  release?: string;
  gpus?: number;
  gpuMemory?: number;
  modelConfig?: string;
  nodes?: number;
  gpusPerNode?: number;
  limit?: number;
  to: string;
  from?: string;
  target?: string;
}

/** Answers a valid input with a text, or throws a `UsageError`. */
type Answer = (agent: Agent, input: ToolInput) => string;

/** Layouts in an answer that names no number. */
const DEFAULT_LAYOUTS = 5;

/** A file that is found by a search. */
const FOUND = { isNamed: false };

const check: Answer = (agent, input) => {
  const { service, workspace } = agent;
  const file = workspace.locate(input.path);
  const context = readContext(agent, input);
  const isFolder = input.text === undefined && workspace.isFolder(file);
  const readFile = (each: WorkspaceFile) => ({
    name: each.name,
    ...workspace.readDocument(each, context, input.text),
  });
  const omissions = createOmissions();
  const found = isFolder ? workspace.listConfigFiles(file, (error) => omissions.note(FOUND, error)) : [];
  const read = isFolder
    ? found.flatMap((each) => omissions.attempt(FOUND, () => readFile(each)) ?? [])
    : [readFile(file)];
  const files = mergeFiles(
    read.flatMap(({ name, document, project, nameOf }) => [
      ...reportProject(service, project),
      ...checkDocument(service, name, document, nameOf),
    ]),
  );
  // The summary comes first, since a long answer is cut.
  const text = [summarize(files), ...omissions.messages(), ...files.flatMap(listConciseLines)].join('\n');
  const finders = read.map(({ document }) => document.secrets()).filter(({ known }) => known.length > 0);
  return finders.reduce((masked, { mask }) => mask(masked), text);
};

const explain: Answer = ({ service, workspace, rulePages }, { name, release }) => {
  const known = release === undefined ? workspace.releaseOfNewFile() : resolveRelease(service, 'release', release);
  const answer = service.explain(name, known);
  if ('markdown' in answer) return answer.markdown.replaceAll('\\<', '<');
  if ('rule' in answer)
    return extractRulePage(rulePages() ?? '', answer.rule) ?? `The page of ${answer.rule} is missing.`;
  const suggestions = answer.unknown.length > 0 ? `; did you mean ${answer.unknown.join(', ')}?` : '';
  throw new UsageError(`"${name}" is neither a flag nor an environment variable nor a rule${suggestions}`);
};

const resolveCommand: Answer = (agent, input) => {
  const { file, document, nameOf } = readInput(agent, input, {});
  findCommandAt(document, file.name, input.line);
  const options = { line: input.line, showSecrets: false, pathOf: nameOf };
  return document.secrets().mask(printResolved(agent.service, file.name, document, options));
};

const memory: Answer = (agent, input) => {
  const { file, document } = readInput(agent, input, readContext(agent, input));
  findCommandAt(document, file.name, undefined);
  return document.secrets().mask(listMemoryLines(listCommandFacts(agent.service, file.name, document)).join('\n'));
};

const layouts: Answer = (agent, input) => {
  const { nodes, gpusPerNode, limit = DEFAULT_LAYOUTS } = input;
  if (nodes !== undefined && gpusPerNode === undefined) throw new UsageError('nodes needs gpusPerNode');
  const { file, document } = readInput(agent, input, readContext(agent, input));
  const command = findCommandAt(document, file.name, input.line);
  const found = findLayoutsOf(agent.service, command, { nodes, gpusPerNode, limit });
  const head = `${file.name}:${command.line}`;
  const lines = 'unknown' in found ? [`${head}: unknown: ${found.unknown.join('; ')}`] : listLayoutLines(head, found);
  return document.secrets().mask(lines.join('\n'));
};

const migrate: Answer = (agent, input) => {
  const { service, workspace } = agent;
  const to = resolveRelease(service, 'to', input.to);
  const swiftVersion = input.from === undefined ? undefined : resolveRelease(service, 'from', input.from);
  const { file, document } = readInput(agent, input, { swiftVersion });
  findCommandAt(document, file.name, undefined);
  const { from, edits, notes } = service.migrate(document, to, (name) => workspace.readNamedFile(file, name));
  const after = applyEdits(document.text, edits);
  const diff =
    after === document.text
      ? `${file.name}: no changes needed from ms-swift ${from} to ${to}`
      : printDiff(file.name, { document, from, to, edits }, false).diff;
  const assumed = describeAssumedSource(service, { document, from, option: 'from' });
  return document.secrets().mask([diff, ...[...assumed, ...notes].map((note) => `note: ${note}`)].join('\n'));
};

const plan: Answer = (agent, input) => {
  const { file, document } = readInput(agent, input, {});
  const { path, root } = file;
  const request = { path, line: input.line, target: findTarget(agent, input.target), storage: resolve(root) };
  const planned = planCommandAt(agent.service, document, request);
  const head = planned.blocked ? 'This launch is blocked.' : 'This launch is possible. Nothing was submitted.';
  return document.secrets().mask(`${head}\n\n${planned.document}`);
};

export const ANSWERS: Readonly<Record<ToolName, Answer>> = {
  check,
  explain,
  resolve: resolveCommand,
  memory,
  layouts,
  migrate,
  plan,
};

/** Reads the document of an input. */
function readInput({ workspace }: Agent, { path, text }: ToolInput, context: DocumentContext) {
  const file = workspace.locate(path);
  const read: { document: Document; nameOf: (name: string) => string } = workspace.readDocument(file, context, text);
  return { file, ...read };
}

/** Reads what an input says about a run and its file does not. */
function readContext({ service, workspace }: Agent, input: ToolInput): DocumentContext {
  const { release, gpus, gpuMemory, modelConfig } = input;
  if (release !== undefined && !parseRequest(release, service.catalog.releases))
    throw new UsageError(`release must be a release such as 4.5.2, 4.0.0.dev0, main or ">=4.1", not "${release}"`);
  return {
    swiftVersion: release,
    worldSize: gpus,
    gpuMemory,
    modelConfig: modelConfig === undefined ? undefined : workspace.readJson(modelConfig),
  };
}

/** Finds a target of the editor by its name, else reads it from a file. */
function findTarget({ workspace, targets = [] }: Agent, target: string | undefined): Target {
  if (target === undefined) return { kind: 'local', name: 'local' };
  return targets.find(({ name }) => name === target) ?? readTargetValue(workspace.readJson(target), target);
}
