// SPDX-License-Identifier: Apache-2.0
// Every page in every state, and how one gets there.

export const most_failures = 3;
let strangers = 0;
const bank = 'Caisse d\'Epargne Ile De France';
const authorize = '/stet/psd2/oauth/authorize';

const over_tls = ({ sandbox }) => ({ origin: sandbox.tls });

const brands = {
  'banque-bcp': ['12579', 'Banque BCP'],
  'banque-de-savoie': ['10548', 'Banque de Savoie'],
  'banque-palatine': ['40978', 'Banque Palatine'],
  'banque-populaire': ['13807', 'Banque Populaire'],
  'btp-banque': ['30258', 'BTP Banque'],
  'credit-cooperatif': ['42559', 'Crédit Coopératif'],
  'natixis-wealth-management': ['18919', 'Natixis Wealth Management'],
};

/// The sample TPP gets this customer's tokens and consent, and reads, with her and without.
export async function is_read({ sandbox }, identifier = '9999999903') {
  await sandbox.tpp('connect', '--as', identifier);
  await sandbox.tpp('consent', '--all', '--psu-ip', '192.0.2.7');
  await sandbox.tpp('balances', '--psu-ip', '192.0.2.7');
  await sandbox.tpp('transactions', '--psu-ip', '192.0.2.7');
}

/// To the dashboard of this customer.
export async function signs_in(visit, said, identifier = '9999999903') {
  await visit.go('/permissions');
  await visit.identify(said, identifier);
  await visit.turns_page(() => visit.send_code(said, '12345678'));
}

const follows = (visit, words) => visit.turns_page(() => visit.page.getByRole('link', { name: words }).first().click());
const at_one = async (visit, said) => {
  await is_read(visit.place);
  await signs_in(visit, said);
  await follows(visit, 'myAPP');
};

/// Pages for customers: how to get there, and their title; `strictly`: in the stricter
/// sandbox; `settings`: of the visit, given its place.
const screens = {
  identification: { title: (said) => `${said.step_1} - ${bank}`, reach: (visit) => visit.authorize() },
  'identification-empty': {
    title: (said) => `${said.problem} - ${said.step_1} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.turns_page(() => visit.press(said.go_on));
    },
  },
  code: {
    title: (said) => `${said.step_2_otp_sms} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said);
    },
  },
  'code-wrong': {
    title: (said) => `${said.problem} - ${said.step_2_otp_sms} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said, '777777');
      await visit.turns_page(() => visit.send_code(said, '00000000'));
    },
  },
  'code-late': {
    title: (said) => `${said.problem} - ${said.step_2_otp_sms} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said);
      await visit.place.sandbox.advance('PT181S');
      await visit.turns_page(() => visit.send_code(said, '12345678'));
    },
  },
  'code-no-more': {
    title: (said) => `${said.problem} - ${said.step_2_otp_sms} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said);
      for (let more = 1; more <= 4; ++more) await visit.turns_page(() => visit.press(said.again));
    },
  },
  'code-again': {
    title: (said) => `${said.step_2_otp_sms} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said);
      await visit.turns_page(() => visit.press(said.again));
    },
  },
  phone: {
    title: (said) => `${said.step_2_secur_pass} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'secur_pass', '9999999905');
    },
  },
  'phone-not-yet': {
    title: (said) => `${said.step_2_secur_pass} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'secur_pass', '9999999905');
      await visit.turns_page(() => visit.press(said.approved));
    },
  },
  'phone-late': {
    title: (said) => `${said.problem} - ${said.step_2_secur_pass} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'secur_pass', '9999999905');
      await visit.place.sandbox.advance('PT181S');
      await visit.turns_page(() => visit.press(said.approved));
    },
  },
  'phone-itself': {
    title: (said) => said.phone,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'secur_pass', '9999999905');
      await visit.go('/phone?identifier=9999999905');
    },
  },
  'phone-owners': { title: (said) => said.phone, reach: (visit) => visit.go('/phone') },
  'online-bank': { title: (said) => `${said.online_bank} - ${bank}`, reach: (visit) => visit.go('/online-bank') },
  'online-bank-identifier': {
    title: (said) => `${said.sign_in} - ${bank}`,
    reach: (visit) => visit.go('/online-bank/se-connecter'),
  },
  'online-bank-code-wrong': {
    title: (said) => `${said.problem} - ${said.sign_in} - ${bank}`,
    reach: async (visit, said) => {
      await visit.go('/online-bank/se-connecter');
      await visit.identify(said, '777778');
      await visit.turns_page(() => visit.send_code(said, '00000000'));
    },
  },
  'online-bank-accounts': {
    title: (said) => `${said.accounts} - ${bank}`,
    reach: async (visit, said) => {
      await visit.go('/online-bank/se-connecter');
      await visit.identify(said, '9999999904');
      await visit.turns_page(() => visit.send_code(said, '12345678'));
    },
  },
  'online-bank-refusal': {
    title: (said) => `${said.refused} - ${bank}`,
    status: 403,
    reach: (visit) => visit.go('/online-bank/se-connecter/sso?service=dei&cdetab=17515&fallback=x'),
  },
  'identification-professional': {
    title: (said) => `${said.step_1} - ${bank}`,
    settings: over_tls,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.page.getByText(said.professional, { exact: true }).click();
      await visit.page.getByLabel(said.user_number, { exact: true }).fill('0001');
    },
  },
  'identification-empty-professional': {
    title: (said) => `${said.problem} - ${said.step_1} - ${bank}`,
    settings: over_tls,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.page.getByText(said.professional, { exact: true }).click();
      await visit.page.getByLabel(said.user_number, { exact: true }).fill('0001');
      await visit.turns_page(() => visit.press(said.go_on));
    },
  },
  reader: {
    title: (said) => `${said.step_2_cap_reader} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'cap_reader', '9999999905');
    },
  },
  'reader-empty': {
    title: (said) => `${said.problem} - ${said.step_2_cap_reader} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'cap_reader', '9999999905');
      await visit.turns_page(() => visit.press(said.go_on));
    },
  },
  'reader-again': {
    title: (said) => `${said.step_2_cap_reader} - ${bank}`,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'cap_reader', '9999999905');
      await visit.turns_page(() => visit.press(said.new_number));
    },
  },
  certificate: {
    title: (said) => `${said.step_2_hardware_certificate} - ${bank}`,
    settings: over_tls,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'hardware_certificate', '9999999911', '0001');
    },
  },
  'certificate-none': {
    title: (said) => `${said.problem} - ${said.step_2_hardware_certificate} - ${bank}`,
    settings: over_tls,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'hardware_certificate', '9999999911', '0001');
      await visit.turns_page(() => visit.press(said.go_on));
    },
  },
  password: {
    title: (said) => `${said.step_2_otp_sms} - ${bank}`,
    strictly: true,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said);
    },
  },
  'password-empty': {
    title: (said) => `${said.problem} - ${said.step_2_otp_sms} - ${bank}`,
    strictly: true,
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.identify(said);
      await visit.turns_page(() => visit.send_code(said, '00000000'));
    },
  },
  'too-many-failures': {
    title: (said) => `${said.refused} - ${bank}`,
    strictly: true,
    status: 429,
    reach: async (visit, said) => {
      // After what others have failed.
      await visit.place.sandbox.advance('PT11M');
      await visit.authorize();
      // Another one each time: five failures would lock him.
      await visit.identify(said, `nobody ${++strangers}`);
      for (let failure = 0; failure <= most_failures; ++failure)
        await visit.turns_page(async () => {
          await visit.page.getByLabel(said.password, { exact: true }).fill('wrong');
          await visit.send_code(said, '00000000');
        });
      // So that others are listened to again.
      await visit.place.sandbox.advance('PT11M');
    },
  },
  'permissions-sign-in': {
    title: (said) => `${said.step_1} - ${bank}`,
    reach: (visit) => visit.go('/permissions'),
  },
  permissions: {
    title: (said) => `${said.permissions} - ${bank}`,
    reach: async (visit, said) => {
      await is_read(visit.place);
      await signs_in(visit, said);
    },
  },
  'permissions-none': {
    title: (said) => `${said.permissions} - ${bank}`,
    reach: (visit, said) => signs_in(visit, said, '9999999905'),
  },
  permission: { title: (said) => `${said.a_permission} - ${bank}`, reach: at_one },
  'permission-question': {
    title: (said) => `${said.withdrawing} - ${bank}`,
    reach: async (visit, said) => {
      await at_one(visit, said);
      await follows(visit, said.withdraw);
    },
  },
  'permission-withdrawn': {
    title: (said) => `${said.a_permission} - ${bank}`,
    reach: async (visit, said) => {
      await at_one(visit, said);
      await follows(visit, said.withdraw);
      await visit.turns_page(() => visit.press(said.withdraw_now));
    },
  },
  'permissions-closed': {
    title: (said) => `${said.not_signed_in} - ${bank}`,
    reach: async (visit, said) => {
      await visit.go('/permissions');
      await visit.turns_page(() => visit.press(said.cancel_sign_in));
    },
  },
  'permissions-signed-out': {
    title: (said) => `${said.signed_out} - ${bank}`,
    reach: async (visit, said) => {
      await signs_in(visit, said, '9999999905');
      await visit.turns_page(() => visit.press(said.sign_out));
    },
  },
  'refusal-gone': {
    title: (said) => `${said.refused} - ${bank}`,
    status: 403,
    reach: (visit) => visit.go('/stet/psd2/oauth/sca?journey=gone'),
  },
  ...Object.fromEntries(Object.entries(brands).map(([word, [code, name]]) => [`brand-${word}`, {
    title: (said) => `${said.step_2_secur_pass} - ${name}`,
    settings: ({ sandbox }) => ({ origin: sandbox.host_of(code) }),
    reach: async (visit, said) => {
      await visit.authorize();
      await visit.choose(said, 'secur_pass', 'anybody');
    },
  }])),
  refusal: {
    title: (said) => `${said.refused} - ${bank}`,
    status: 400,
    reach: (visit) => visit.go(`${authorize}?client_id=nobody`),
  },
};

const watched = 'watched-by-the-browser-tests';

/// Pages for developers, in English.
const papers = {
  portal: { title: () => 'Guichet sandbox', reach: (visit) => visit.go('/') },
  refusals: { title: () => 'Refusals - Guichet', reach: (visit) => visit.go('/errors/') },
  'refusal-explained': { title: () => 'CERT_EXPIRED - Guichet', reach: (visit) => visit.go('/errors/CERT_EXPIRED') },
  inspector: {
    title: () => `Request ${watched} - Guichet`,
    reach: async (visit) => {
      await fetch(visit.place.sandbox.web + authorize, { headers: { 'X-Request-ID': watched } });
      await visit.go(`/inspector/${watched}`);
    },
  },
};

export const pages = [
  ...['fr', 'en'].flatMap((language) => Object.entries(screens).map(([name, page]) => ({ ...page, name, language }))),
  ...Object.entries(papers).map(([name, page]) => ({ ...page, name, language: 'en' })),
];
