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
} as const;
