import { t } from '@vscode/l10n';
import { type Arena, CountingArena, type Purpose } from '../kernels/arena';
import type { Kernels } from '../kernels/variant';
import type { MemoryNeeds, MemoryReport, NetworkMemory } from './api';
import { reserveDataset } from './dataset';
import { layOutNetwork } from './layout';

/**
 * Lays a run out on paper: the same code as for real, on an arena that only counts.
 * @param arena of the engine that the run would be on; structs are borrowed from it
 */
export function memoryNeeded(
  kernels: Kernels,
  arena: Arena,
  { datasets, networks, batchSize }: MemoryNeeds,
  threads: number,
): MemoryReport {
  return arena.borrow(() => {
    const images = new CountingArena(arena);
    for (const { count, imageShape } of datasets) reserveDataset(images, count, imageShape);
    let scratch = 0;
    const reports = networks.map((plan) => {
      const paper = new CountingArena(arena);
      const at = { kernels, memory: arena.memory };
      const layout = layOutNetwork(at, paper, plan, batchSize, { seed: 0, stream: 0 });
      const own = paper.total;
      const bytes = threads * layout.scratchBytes;
      scratch = Math.max(scratch, bytes);
      paper.allocate(bytes, 'activations');
      return { own, report: reportOf(paper.bytes, threads, batchSize) };
    });
    const own = reports.reduce((sum, report) => sum + report.own, 0);
    return {
      total: images.total + own + scratch,
      networks: reports.map(({ report }) => report),
    };
  });
}

function reportOf(
  bytes: ReadonlyMap<Purpose, number>,
  threads: number,
  batchSize: number,
): NetworkMemory {
  const parts = [...bytes].map(([purpose, bytes]) => ({
    name: wordsOf(purpose, threads, batchSize),
    bytes,
  }));
  parts.sort((a, b) => b.bytes - a.bytes);
  return { total: parts.reduce((sum, part) => sum + part.bytes, 0), parts };
}

function wordsOf(purpose: Purpose, threads: number, batchSize: number): string {
  switch (purpose) {
    case 'images':
      return t('images');
    case 'parameters':
      return t('parameters, packings included');
    case 'gradients':
      return t('their gradients');
    case 'optimizer':
      return t('the optimiser');
    case 'activations':
      return t('activations for {0} threads', threads);
    case 'statistics':
      return t('batch norm of {0} images', batchSize);
    case 'tables':
      return t('tables');
  }
}
