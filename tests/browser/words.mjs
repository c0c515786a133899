// SPDX-License-Identifier: Apache-2.0
// What the customer reads, as he reads it: U+00A0 holds together what belongs together.
export const words = {
  fr: {
    step_1: 'Étape 1 sur\u00a02\u00a0: identification',
    step_2: 'Étape 2 sur\u00a02\u00a0: code reçu par SMS',
    identifier: 'Identifiant de banque à distance',
    code: 'Code reçu par SMS',
    go_on: 'Continuer',
    cancel: 'Annuler et revenir à l’application',
    other: 'English',
    problem: 'Il y a un problème',
    identifier_missing: 'Saisissez votre identifiant de banque à distance.',
    code_missing: 'Saisissez le code de 8 chiffres reçu par SMS.',
    code_wrong: 'Ce code ne convient pas. Vérifiez-le et saisissez-le de nouveau.',
    code_expired: 'Ce code n’est plus valable. Annulez, puis recommencez depuis l’application.',
    refused: 'Nous ne pouvons pas continuer',
  },
  en: {
    step_1: 'Step 1 of 2: identification',
    step_2: 'Step 2 of 2: code sent by SMS',
    identifier: 'Online-banking identifier',
    code: 'Code received by SMS',
    go_on: 'Continue',
    cancel: 'Cancel and return to the application',
    other: 'Français',
    problem: 'There is a problem',
    identifier_missing: 'Enter your online-banking identifier.',
    code_missing: 'Enter the 8-digit code received by SMS.',
    code_wrong: 'This code does not match. Check it and enter it again.',
    code_expired: 'This code is no longer valid. Cancel, then start again from the application.',
    refused: 'We cannot continue',
  },
};
