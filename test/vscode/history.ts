/**
 * `npm run bench:history:editor -- [RUNS]`: how long a history of 1,000 made-up runs takes to be listed in a real VS
 * Code, from the click on the view's icon until its rows are there, and what it takes of the extension host's memory;
 * beside a history of ten, whose time is VS Code's own. Windows of both take turns. Look at the least: what else the
 * machine does is none of ours.
 */
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

const SIZES = [10, Number(process.argv[2] ?? 1000)];
/** Rows of a long history: the newest runs, and one for the others. */
const MOST_ROWS = 101;
const ROUNDS = 5;
const MB = 1e6;
/** Milliseconds. */
const PATIENCE = 120_000;
const LOOK = 10;

interface History {
  readonly runs: number;
  readonly server: VsCodeServer;
  /** Milliseconds, and bytes, of each window. */
  readonly listed: number[];
  readonly heaps: number[];
}

async function startServer(runs: number): Promise<History> {
  const server = await VsCodeServer.start({ vsix: join(repository, 'mnist-lab.vsix') });
  await server.writeSettings({
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
  });
  await makeHistory(server.storage, runs);
  return { runs, server, listed: [], heaps: [] };
}

const browser = await launchBrowser();

async function openWindow({ runs, server, listed, heaps }: History): Promise<void> {
  const workbench = await Workbench.open(browser, server);
  // The extension is there once its panel is.
  await workbench.command('MNIST Lab: Open Panel in Editor');
  await workbench.panel('editor').getByRole('button', { name: 'Train MNIST' }).waitFor();
  const view = new RunsView(workbench);
  const start = performance.now();
  await workbench.showView();
  await until(
    'the list is there',
    async () => (await view.count()) === Math.min(runs, MOST_ROWS),
    PATIENCE,
    LOOK,
  );
  listed.push(performance.now() - start);
  const [pid] = extensionHostsOf(server.pid).slice(-1);
  const host = await ProcessInspector.attach(pid!);
  await host.collectGarbage();
  heaps.push((await host.evaluate<NodeJS.MemoryUsage>('process.memoryUsage()')).heapUsed);
  host.close();
  await workbench.page.context().close();
}

const histories = [];
for (const runs of SIZES) histories.push(await startServer(runs));
for (let round = 0; round < ROUNDS; round++) {
  for (const history of histories) await openWindow(history);
}

console.log(`${'runs'.padStart(6)}   listed (ms)         heap of the extension host (MB)`);
console.log(`${''.padStart(6)}   least  median  most    least  median  most`);
for (const { runs, listed, heaps } of histories) {
  const columns = [listed, heaps.map((bytes) => bytes / MB)].map((values) => {
    const { least, median, most } = spread(values);
    return [least, median, most].map((value) => value.toFixed(0).padStart(6)).join('');
  });
  console.log(`${runs.toString().padStart(6)}  ${columns.join('    ')}`);
}
const load = loadavg().map((average) => average.toFixed(1));
console.log(`load of the machine: ${load.join(' ')}`);
await browser.close();
await Promise.all(histories.map(({ server }) => server.stop()));
process.exit();
