/**
 * Measures what a long training costs in memory: `npm run memory -- 10` trains a small network in many
 * short batches for ten minutes in the real workbench, with the panel in sight, and prints what is alive
 * after a garbage collection in the extension host and in the page, which is the workbench's with the
 * panel in it. The curves themselves grow, and are reckoned apart. Beside them stands how long the
 * extension host's event loop was held up.
 */
import { join } from 'node:path';
import { launchBrowser } from './support/browser';
import { extensionHostsOf, ProcessInspector } from './support/process-inspector';
import { repository } from './support/paths';
import { VsCodeServer } from './support/server';
import { Workbench } from './support/workbench';

/** Minutes; between two lines seconds. */
const LENGTH = Number(process.argv[2] ?? 10);
const INTERVAL = 30;
/** A loss, the network's seconds and the elapsed seconds of a batch. */
const BYTES_PER_BATCH = 3 * 8;
const BATCH_SIZE = 64;
const BATCHES_PER_EPOCH = Math.floor(60_000 / BATCH_SIZE);
const MB = 1e6;

const server = await VsCodeServer.start({ vsix: join(repository, 'mnist-lab.vsix') });
await server.writeSettings({
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'mnistLab.networks': ['mlp'],
  'mnistLab.batchSize': BATCH_SIZE,
  'mnistLab.epochs': 1000,
  'mnistLab.threads': 1,
});
const browser = await launchBrowser();
const workbench = await Workbench.open(browser, server);
await workbench.command('MNIST Lab: Open Panel in Editor');
const panel = workbench.panel('editor');
await panel.getByRole('button', { name: 'Train MNIST' }).click();
await panel.locator('.chart canvas').waitFor({ timeout: 60_000 });

const [pid] = extensionHostsOf(server.pid);
if (pid === undefined) throw new Error('There is no extension host.');
const host = await ProcessInspector.attach(pid);
const page = await workbench.page.context().newCDPSession(workbench.page);

async function pageHeap(): Promise<number> {
  await page.send('HeapProfiler.collectGarbage');
  return (await page.send('Runtime.getHeapUsage')).usedSize;
}

await host.evaluate(`
  globalThis.delay = process.getBuiltinModule('perf_hooks').monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
`);
const status = panel.locator('header .status');
const start = Date.now();
console.log('minutes  host heap  host RSS  page heap  curves (MB)   p99   max (ms)   at');
for (;;) {
  const held = await host.evaluate<number[]>('[delay.percentile(99), delay.max]');
  await host.collectGarbage();
  const { heapUsed, rss } = await host.evaluate<NodeJS.MemoryUsage>('process.memoryUsage()');
  const heap = await pageHeap();
  const minutes = (Date.now() - start) / 60_000;
  const where = (await status.textContent()) ?? '';
  const curves = parseInt(where.replace(/^\D*/, '')) * BATCHES_PER_EPOCH * BYTES_PER_BATCH;
  const figures = [heapUsed, rss, heap, curves].map((bytes) => (bytes / MB).toFixed(1).padStart(9));
  const delays = held.map((nanoseconds) => (nanoseconds / 1e6).toFixed(1).padStart(7));
  console.log(
    `${minutes.toFixed(1).padStart(7)}  ${figures.join(' ')}  ${delays.join(' ')}   ${where}`,
  );
  if (minutes >= LENGTH) break;
  await host.evaluate('delay.reset()');
  await new Promise((resolve) => setTimeout(resolve, INTERVAL * 1000));
}
host.close();
await browser.close();
await server.stop();
process.exit();
