import type { NetworkPlan, Normalization } from '../../engine/plan';
import { layerKind } from '../../layers/kinds';
import type { Shape } from '../../layers/shape';
import type { Model } from '../../models/model';
import { optimizerKind } from '../../optimizers/kinds';
import { python, pythonCall } from '../../python';
import { pytorchSchedule, type ScheduleSpec } from '../../schedules/kinds';
import { augmentMethods } from './augment-methods';

/** `CnnBigNetwork` for `cnn-big`. */
export function className(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return /^\d/.test(name) ? `Network${name}` : `${name}Network`;
}

/**
 * A network as a Python class: its layers under our names, so that `state_dict()` has the names of our weights, what
 * becomes of images before the first, and how it is trained.
 */
export function networkClass({ id, plan, schedule, summary }: Model, name: string): string {
  return [
    `class ${name}(nn.Sequential):`,
    `    """${summary.total} parameters: ${summary.arithmetic}."""`,
    '',
    '    def __init__(self):',
    '        super().__init__(OrderedDict([',
    `            # ${plan.inputShape.join('×')}`,
    ...layersOf({ id, plan, schedule, summary }).map((line) => `            ${line}`),
    '        ]))',
    ...initialization(plan),
    '',
    '    def forward(self, images):',
    '        """Logits of images as they are, bytes."""',
    ...forward(plan.normalization, plan.augment !== null),
    ...(plan.augment === null ? [] : ['', ...augmentMethods(plan.augment)]),
    '',
    '    def configure_optimizer(self):',
    `        return ${optimizer(plan)}`,
    '',
    '    def configure_schedule(self, optimizer, epochs, batches):',
    '        """What moves the learning rate, and after what it does."""',
    `        return ${scheduler(schedule)}`,
    '',
    '    def loss(self, logits, labels):',
    ...loss(plan),
  ].join('\n');
}

/** Each module as an entry, with the shape that comes out behind it. */
function layersOf({ plan, summary }: Model): string[] {
  let inputShape: Shape = plan.inputShape;
  return plan.layers.flatMap((layer, index) => {
    const modules = layerKind(layer.type).pytorch(layer, inputShape);
    const name = 'name' in layer ? layer.name : index.toString();
    inputShape = summary.layers[index]!.outputShape;
    return modules.map((module, at) =>
      at === modules.length - 1
        ? `(${python(name)}, ${module}),  # ${inputShape.join('×')}`
        : // No layer of ours can be called so.
          `(${python(`before ${name}`)}, ${module}),`,
    );
  });
}

function initialization({ initialization: kind }: NetworkPlan): string[] {
  if (kind === 'default') return [];
  return [
    '        for layer in self.children():',
    '            if isinstance(layer, (nn.Conv2d, nn.Linear)):',
    `                nn.init.${kind}_(layer.weight)`,
  ];
}

function forward({ mean, deviation }: Normalization, augmented: boolean): string[] {
  const bytes = augmented
    ? [
        '        pixels = images.float()',
        '        if self.training:',
        '            pixels = self.augment(pixels)',
      ]
    : ['        pixels = images.float()'];
  const same = [mean, deviation].every((values) => values.every((value) => value === values[0]));
  if (same) {
    return [...bytes, `        return super().forward((pixels - ${mean[0]!}) / ${deviation[0]!})`];
  }
  const channels = (values: readonly number[]): string =>
    `torch.tensor([${values.join(', ')}], device=images.device).view(-1, 1, 1)`;
  return [
    ...bytes,
    `        mean = ${channels(mean)}`,
    `        deviation = ${channels(deviation)}`,
    '        return super().forward((pixels - mean) / deviation)',
  ];
}

function optimizer({ optimizer: plan }: NetworkPlan): string {
  const kind = optimizerKind(plan.type);
  return pythonCall(`optim.${kind.label}`, [{ code: 'self.parameters()' }], kind.arguments(plan));
}

function scheduler(spec: ScheduleSpec): string {
  const schedule = pytorchSchedule(spec);
  if (schedule === null) return 'None, None';
  const { name, arguments: given, every } = schedule;
  const made = pythonCall(`optim.lr_scheduler.${name}`, [{ code: 'optimizer' }], given);
  return `${made}, ${python(every)}`;
}

function loss({ classWeights }: NetworkPlan): string[] {
  if (classWeights === undefined) return ['        return F.cross_entropy(logits, labels)'];
  return [
    `        weight = torch.tensor([${classWeights.join(', ')}], device=logits.device)`,
    '        return F.cross_entropy(logits, labels, weight)',
  ];
}
