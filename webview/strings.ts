/** Texts of views that keep no table of their own. */
export const strings = {
  results: 'Results on the test images',
  confusionCaption: (label: string) =>
    `Confusion matrix of ${label}: rows actual, columns predicted`,
  ofImagesRight: (images: string) => `of ${images} right`,
  mostConfused: 'Most often confused:',
  takenFor: (actual: string, predicted: string, images: string) =>
    `${actual} taken for ${predicted} (${images})`,
  recall: 'Recall, percent: of the images of this class, how many were recognised',
  recallShort: 'rec. %',
  precision: 'Precision, percent: of the images taken for this class, how many were of it',
  precisionShort: 'prec. %',
  cell: (actual: string, predicted: string, images: string) =>
    `actual ${actual}, predicted ${predicted}: ${images} images`,
  recallOf: (name: string, percent: string) => `recall of ${name}: ${percent}`,
  precisionOf: (name: string, percent: string) => `precision of ${name}: ${percent}`,
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
