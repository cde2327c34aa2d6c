import { source } from 'axe-core';
import type { FrameLocator } from 'playwright-core';
import { saysTwice } from '../../support/says-twice';

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/**
 * What axe-core finds serious or critical in the panel, each as a line; empty where all is well. The
 * page's own policy lets no script in but the panel's, so axe is evaluated as the browser's own.
 */
export async function seriousFindings(panel: FrameLocator): Promise<string[]> {
  const body = panel.locator('body');
  await body.evaluate(source);
  const findings = await body.evaluate(async (element): Promise<Finding[]> => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: unknown): Promise<{ violations: Finding[] }> };
    };
    return (await axe.run(element)).violations;
  });
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** What a screen reader is told of the panel's elements and says a thing twice; empty where all is well. */
export async function saidTwice(panel: FrameLocator): Promise<string[]> {
  const snapshot = await panel.locator('body').ariaSnapshot();
  // A row's name is that of its cells in a line, each of which is looked at by itself.
  const names = [...snapshot.matchAll(/^\s*- '?(?!row )[a-z]+ "((?:[^"\\]|\\.)*)"/gm)].map(
    ([, name]) => name!,
  );
  const described = await panel.locator('[aria-label][title]').evaluateAll((all) =>
    all
      .map((one) => {
        const element = one as unknown as { getAttribute(name: string): string };
        return [element.getAttribute('aria-label'), element.getAttribute('title')];
      })
      .filter(([name, description]) => name !== description)
      .map((words) => words.join('; ')),
  );
  if (names.length === 0) throw new Error('Nothing in the panel has a name.');
  return [...names, ...described].filter(saysTwice);
}
