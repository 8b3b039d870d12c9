import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import type { ShownPlan } from '../../client/src/launch/plan/planDocuments';
import { createPlanQuestions, type PlanQuestions } from '../../client/src/launch/plan/questions';

const uri = { toString: () => 'preflight-plan:/train.sh' } as vscode.Uri;
const plan = (): ShownPlan => ({}) as ShownPlan;

/** A notification with a button. */
function createNotification() {
  let press = (): void => {};
  const answer = new Promise<string | undefined>((resolve) => {
    press = () => resolve('Submit');
  });
  return { answer, press };
}

describe('the question whether to submit a plan', () => {
  let told: string[];
  let hidden: number;
  let questions: PlanQuestions;
  beforeEach(() => {
    told = [];
    hidden = 0;
    questions = createPlanQuestions(
      () => {
        hidden++;
      },
      (message) => told.push(message),
    );
  });

  it('submits when its button is pressed, and then has nothing left to hide', async () => {
    const { answer, press } = createNotification();
    const asked = questions.ask(uri, plan(), answer);
    press();
    expect(await asked).toBe('Submit');
    questions.close(uri, 'submitted as job 7');
    expect([hidden, told]).toEqual([0, []]);
  });

  it('disappears when the plan is submitted by command, and its button submits nothing again', async () => {
    const { answer, press } = createNotification();
    const asked = questions.ask(uri, plan(), answer);
    questions.close(uri, 'train was submitted already, as job 7.');
    expect(hidden).toBe(1);
    press();
    expect(await asked).toBeUndefined();
    expect(told).toEqual(['train was submitted already, as job 7.']);
  });

  it('does not submit the newer plan of the same file, which it does not describe', async () => {
    const first = createNotification();
    const asked = questions.ask(uri, plan(), first.answer);
    const second = createNotification();
    const askedAgain = questions.ask(uri, plan(), second.answer);
    first.press();
    expect(await asked).toBeUndefined();
    expect(told).toEqual(['This plan has been replaced by a newer one.']);
    second.press();
    expect(await askedAgain).toBe('Submit');
  });
});
