/**
 * `npm run bench:history:editor -- [RUNS]`: what a history of 1,000 made-up runs costs in a real VS Code: activating the
 * extension in a window that starts, and reading the list when its view is looked at for the first time, both as the
 * extension's log tells them, the time until the view has its rows, and the memory of the extension host. The least of
 * several windows: what else the machine does is none of ours.
 */
import { readdir, readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { makeHistory } from '../bench/made-up-history';
import { spread } from '../bench/statistics';
import { launchBrowser } from './support/browser';
import { RunsView } from './support/history';
import { repository } from './support/paths';
import { extensionHostsOf, ProcessInspector } from './support/process-inspector';
import { VsCodeServer } from './support/server';
import { until } from './support/until';
import { Workbench } from './support/workbench';

const RUNS = Number(process.argv[2] ?? 1000);
const ROUNDS = 5;
const MB = 1e6;

const server = await VsCodeServer.start({ vsix: join(repository, 'mnist-lab.vsix') });
await server.writeSettings({
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
});
await makeHistory(server.storage, RUNS);
const browser = await launchBrowser();

/** What the logs of all windows say, of a kind of line. */
async function logged(kind: RegExp): Promise<number[]> {
  const names = await readdir(server.logs, { recursive: true });
  const logs = names.filter((name) => name.endsWith('MNIST Lab.log')).sort();
  const texts = await Promise.all(logs.map((name) => readFile(join(server.logs, name), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(kind)].map(([, value]) => Number(value)));
}

const ACTIVATED = /Activated in ([\d.]+) ms/g;
const READ = /Read \d+ runs in ([\d.]+) ms/g;

const shown: number[] = [];
const heaps: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const workbench = await Workbench.open(browser, server);
  await until('the extension is there', async () => (await logged(ACTIVATED)).length > round);
  const start = performance.now();
  await workbench.showView();
  const view = new RunsView(workbench);
  await until('the list is there', async () => (await view.count()) === RUNS);
  shown.push(performance.now() - start);
  const [pid] = extensionHostsOf(server.pid).slice(-1);
  const host = await ProcessInspector.attach(pid!);
  await host.collectGarbage();
  heaps.push((await host.evaluate<NodeJS.MemoryUsage>('process.memoryUsage()')).heapUsed / MB);
  host.close();
  await workbench.page.close();
  await until('the window is gone', () =>
    Promise.resolve(!extensionHostsOf(server.pid).includes(pid!)),
  );
}

const print = (name: string, values: readonly number[], unit: string): void => {
  const { least, median, most } = spread(values);
  const columns = [least, median, most].map((value) => value.toFixed(0).padStart(8)).join('');
  console.log(`${name.padEnd(44)}${columns} ${unit}`);
};
console.log(`${`${RUNS} runs, ${ROUNDS} windows`.padEnd(44)}   least  median    most`);
print('the extension is activated', await logged(ACTIVATED), 'ms');
print('the list is read', await logged(READ), 'ms');
print('the view has its rows', shown, 'ms');
print('heap of the extension host', heaps, 'MB');
console.log(
  `load of the machine: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
);
await browser.close();
await server.stop();
process.exit();
