/** Texts of views that keep no table of their own. */
export const strings = {
  parameters: 'Parameters',
  parameter: 'Parameter',
  arithmetic: 'Arithmetic',
  count: 'Count',
  layersOf: (label: string) => `Layers and parameters of ${label}`,
  output: 'output',
  operations: (flops: string) => `${flops} FLOPs`,
  operationsHint: 'Floating-point operations of a forward pass for one image',
  notTrained: 'not trained',
  matched: (
    layer: string,
    argument: string,
    width: string,
    model: string,
    own: string,
    other: string,
    difference: string,
  ) =>
    `${layer}: ${argument} ${width} brings the total closest to ${model}: ${own} against ${other}, a difference of ${difference}.`,
  totalParameters: 'Total',
  ratio: (a: string, b: string, ratio: string) => `${a} : ${b} = ${ratio}`,
} as const;
