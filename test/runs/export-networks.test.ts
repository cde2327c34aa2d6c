/** Networks of a saved run, as the editor takes them along: made by a worker. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../extension/errors';
import { exportNetworks } from '../../extension/runs/export-networks';
import type { WantedNetworks } from '../../extension/runs/saved-network-files';
import type { EvaluationEvent } from '#shared/protocol/events';
import { applyEvent, type RunState } from '#shared/run-state';
import { inspectionConfig, trainRun } from '../inspection/support';
import { OnnxModel } from '../onnx/runtime';
import { readSafetensors } from '../support/safetensors';
import { useTemporaryFolder } from '../support/temporary-folder';
import { writeBars } from '../training/idx-files';

const TEST_IMAGES = 60;
const folder = useTemporaryFolder();
let wanted: WantedNetworks;
let evaluation: EvaluationEvent;

beforeAll(async () => {
  const data = folder('data');
  await mkdir(data);
  await writeBars(data, 200, TEST_IMAGES);
  const config = inspectionConfig(data, { epochs: 1 });
  const { events, source } = await trainRun(config, folder('weights'));
  const state = events.reduce<RunState | null>(applyEvent, null)!;
  evaluation = state.evaluations['cnn-big'] as EvaluationEvent;
  wanted = {
    ...{ config, state, weightsFolder: source.weightsFolder, weights: 'last', stem: 'Run-7' },
    ...{ networks: ['mlp', 'cnn-big'], formats: ['onnx', 'pytorch', 'notebook'] },
  };
});

const exported = async (change: Partial<WantedNetworks>): Promise<Map<string, Uint8Array>> => {
  const files = await exportNetworks({ ...wanted, ...change });
  return new Map(files.map(({ name, bytes }) => [name, bytes]));
};

describe('networks of a saved run', () => {
  it('go to files that say run and network, several to one notebook', async () => {
    expect([...(await exported({})).keys()].sort()).toEqual([
      ...['Run-7-cnn-big.batches.npy', 'Run-7-cnn-big.onnx', 'Run-7-cnn-big.py'],
      ...['Run-7-cnn-big.safetensors', 'Run-7-mlp.batches.npy', 'Run-7-mlp.onnx'],
      ...['Run-7-mlp.py', 'Run-7-mlp.safetensors', 'Run-7.batches.npy'],
      ...['Run-7.cnn-big.safetensors', 'Run-7.ipynb', 'Run-7.mlp.safetensors'],
    ]);
  });

  it('answer in ONNX Runtime as the run was judged', async () => {
    const files = await exported({ networks: ['cnn-big'], formats: ['onnx'] });
    const model = await OnnxModel.open(Buffer.from(files.get('Run-7-cnn-big.onnx')!));
    const images = await readFile(join(folder('data'), 't10k-images-idx3-ubyte'));
    const { logits } = await model.run(new Uint8Array(images.subarray(16)), [1, 28, 28]);
    await model.close();
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    for (let image = 0; image < TEST_IMAGES; image++) {
      const row = logits.subarray(10 * image, 10 * image + 10);
      confusion[image % 10]![row.indexOf(Math.max(...row))]!++;
    }
    expect(confusion).toEqual(evaluation.confusion);
  });

  it('bring the weights that the run has left', async () => {
    const files = await exported({ networks: ['mlp'], formats: ['pytorch'] });
    const kept = await readFile(join(wanted.weightsFolder, 'mlp.safetensors'));
    expect(readSafetensors(Buffer.from(files.get('Run-7-mlp.safetensors')!), 'mlp')).toEqual(
      readSafetensors(kept, 'mlp'),
    );
  });

  it('are told of in the notebook with the run’s own results', async () => {
    const files = await exported({ formats: ['notebook'] });
    const text = new TextDecoder().decode(files.get('Run-7.ipynb'));
    const { cells } = JSON.parse(text) as { cells: { source: string | string[] }[] };
    const words = cells.map(({ source }) => [source].flat().join('')).join('\n');
    expect(words).toContain(`${(evaluation.accuracy * 100).toFixed(2)}%`);
  });

  it('stay where they are if the images are others, and the sentence says which', async () => {
    const { run } = wanted.state;
    const dataset = { ...run.dataset, fingerprint: 'another', train: 201 };
    await expect(
      exportNetworks({ ...wanted, state: { ...wanted.state, run: { ...run, dataset } } }),
    ).rejects.toThrow(/are not those of this run: .*Put them back as they were to export/);
  });

  it('are given up with the reason of the signal', async () => {
    const cancel = new AbortController();
    const files = exportNetworks(wanted, cancel.signal);
    cancel.abort(new LabError('usage', 'Never mind.'));
    await expect(files).rejects.toThrow('Never mind.');
  });
});
