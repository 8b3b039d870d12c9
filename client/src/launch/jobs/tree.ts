import * as vscode from 'vscode';
import { toSentence } from '../../../../server/src/core/text/sentence';
import type { MemoryFix } from '../../../../server/src/lsp/memoryProtocol';
import type { Blame, PlannedMemory } from '../../../../server/src/lsp/protocol';
import { clusterKindOf } from '../clusters';
import { isOver, type JobPhase, nameState } from '../clusters/jobStatus';
import type { SubmittedJob } from './job';
import type { JobNode } from './nodes';

const ICONS: Record<JobPhase, [icon: string, color?: string]> = {
  waiting: ['clock'],
  running: ['play-circle', 'charts.blue'],
  succeeded: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash'],
  unknown: ['question'],
};

/** Creates the row of a node in the Jobs view. Its icon and color repeat what a screen reader says as well. */
export function createTreeItem(node: JobNode): vscode.TreeItem {
  const item = createRow(node);
  item.accessibilityInformation = { label: describeAloud(node, item) };
  return item;
}

/** Describes a row for screen readers: what it is, its text, and its description. */
function describeAloud(node: JobNode, { label, description }: vscode.TreeItem): string {
  const parts = [label, description].filter((part) => typeof part === 'string' && part !== '');
  const text = parts.join(', ').replaceAll(' · ', ', ');
  switch (node.kind) {
    case 'job':
      return `Job ${text}`;
    case 'cause':
      return `Root cause: ${text}`;
    case 'advice':
      return `Advice: ${text}`;
    case 'flag':
      return `Flag ${text}`;
    case 'memory':
      return `Memory: ${text}`;
    case 'memoryFix':
      return `Fix: ${text}`;
    case 'failure':
      return `Warning: ${text}`;
  }
}

function createRow(node: JobNode): vscode.TreeItem {
  switch (node.kind) {
    case 'job':
      return createJobItem(node.job);
    case 'cause':
      return createCauseItem(node.job);
    case 'advice': {
      const item = new vscode.TreeItem(node.text);
      item.iconPath = new vscode.ThemeIcon('lightbulb');
      item.tooltip = node.text;
      return item;
    }
    case 'flag':
      return createFlagItem(node.blame);
    case 'memory':
      return createMemoryItem(node.memory);
    case 'memoryFix':
      return createMemoryFixItem(node.job, node.fix);
    case 'failure': {
      const item = new vscode.TreeItem(`${node.target}: ${node.failure.what}`);
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
      item.tooltip = `${node.failure.why} ${node.failure.advice}`;
      item.contextValue = 'failure';
      return item;
    }
  }
}

function createJobItem(job: SubmittedJob): vscode.TreeItem {
  const { phase, nodes, elapsed, log, exit } = job.status;
  const state = nameState(job.status);
  const collapsible = phase === 'failed' || phase === 'unknown' ? vscode.TreeItemCollapsibleState.Expanded : undefined;
  const item = new vscode.TreeItem(job.name, collapsible);
  // The tree stores collapsed nodes by id, so a job that fails gets a new id, which expands it.
  item.id = `${job.target.name} ${job.id}${collapsible === undefined ? '' : ' over'}`;
  item.description = [job.id, state, nodes, elapsed].filter(Boolean).join(' · ');
  const [icon, color] = ICONS[phase];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  // The `when` clauses of menus match these words.
  const hasLog = clusterKindOf(job.target).hasLog(job.status);
  item.contextValue = ['job', isOver(job.status) ? 'over' : 'open', hasLog ? 'log' : ''].filter(Boolean).join(' ');
  item.tooltip = formatTooltip([
    ['Job', job.id],
    ['Source', job.title.replace(/ \([^()]*\)$/, '')],
    ['Target', job.target.name],
    ['State', state],
    ['Nodes', nodes],
    ['Time', elapsed],
    ['Exit code', exit === undefined ? undefined : String(exit)],
    ['Log', log],
    ['Submitted', new Date(job.submitted).toLocaleString()],
  ]);
  item.command = { command: 'preflight.jobs.followLog', title: 'Follow Log', arguments: [{ kind: 'job', job }] };
  return item;
}

/** Formats a tooltip as plain text, so that no value of a job is interpreted. */
const formatTooltip = (rows: [name: string, value: string | undefined][]): string =>
  rows.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n');

function createCauseItem(job: SubmittedJob): vscode.TreeItem {
  const { cause } = job;
  const item = new vscode.TreeItem(cause?.error ?? '');
  const where = [cause?.rank === undefined ? '' : `rank ${cause.rank}`, cause?.node].filter(Boolean).join(' on ');
  item.description = where;
  item.tooltip = [where, cause?.error, cause?.advice].filter(Boolean).join('\n');
  item.iconPath = new vscode.ThemeIcon('bug');
  item.command = { command: 'preflight.jobs.showCause', title: 'Show in the Log', arguments: [{ kind: 'job', job }] };
  return item;
}

function createFlagItem({ flag, uri, start, rule }: Blame): vscode.TreeItem {
  const file = uri.slice(uri.lastIndexOf('/') + 1);
  const item = new vscode.TreeItem(flag);
  item.description = `${decodeURIComponent(file)}:${start.line + 1}${rule ? ` · ${rule.title}` : ''}`;
  item.tooltip = rule ? `${rule.id}: ${rule.title}` : 'Position in the source';
  item.iconPath = new vscode.ThemeIcon('symbol-field');
  item.contextValue = rule ? 'flag rule' : 'flag';
  const position = new vscode.Position(start.line, start.character);
  item.command = {
    command: 'vscode.open',
    title: 'Go to Flag',
    arguments: [vscode.Uri.parse(uri), { selection: new vscode.Range(position, position) }],
  };
  return item;
}

function createMemoryItem({ used, parts, reason }: PlannedMemory): vscode.TreeItem {
  const item = new vscode.TreeItem(`Estimated ${used.toFixed(1)} GiB per GPU`);
  item.tooltip = `Memory of the fullest GPU in GiB: ${parts}\n${toSentence(reason)}`;
  item.description = parts;
  item.iconPath = new vscode.ThemeIcon('server');
  return item;
}

function createMemoryFixItem(job: SubmittedJob, fix: MemoryFix): vscode.TreeItem {
  const item = new vscode.TreeItem(fix.title);
  item.tooltip = `Change the file: ${fix.title}`;
  item.iconPath = new vscode.ThemeIcon('lightbulb-autofix');
  item.command = {
    command: 'preflight.jobs.applyMemoryFix',
    title: 'Change the File',
    arguments: [{ kind: 'memoryFix', job, fix }],
  };
  return item;
}
