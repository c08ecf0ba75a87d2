import { Dialog } from '../parts/dialog.tsx';
import { setTheme, useTheme } from '../parts/theme.ts';
import { Rich } from './content/rich.tsx';
import { asksMore, optionsOf } from './draft.ts';
import { signOf } from './keys.ts';
import { useTexts } from './language.ts';
import type { Session } from './session.ts';
import { type Language, languages } from './strings.ts';

/** How to rate here: the instructions, the keys in force, language and colors. */
export function Help(props: {
  session: Session | null;
  language: Language;
  onLanguage: (language: Language) => void;
  onStatistics: () => void;
  onClose: () => void;
}) {
  const { session, language, onLanguage, onStatistics, onClose } = props;
  const t = useTexts();
  const { dark } = useTheme();
  return (
    <Dialog title={t.help} close={t.close} onClose={onClose}>
      <p>
        {t.help_text} {t.undo_text} {t.offline_text}
      </p>
      {session && session.campaign.instructions !== '' && (
        <section aria-label={t.instructions}>
          <Rich type="markdown" text={session.campaign.instructions} />
        </section>
      )}
      {session && <Keys session={session} />}
      <div className="row">
        <div className="field">
          <label htmlFor="language">{t.language_label}</label>
          <select id="language" value={language} onChange={(event) => onLanguage(event.target.value as Language)}>
            {Object.entries(languages).map(([tag, { language: name }]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <button type="button" className="button" aria-pressed={dark} onClick={() => setTheme(dark ? 'light' : 'dark')}>
          {t.dark}
        </button>
        {session && (
          <button type="button" className="button" onClick={onStatistics}>
            {t.statistics}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function Keys({ session: { campaign } }: { session: Session }) {
  const t = useTexts();
  const rows = [
    ...optionsOf(campaign, t).map(({ keys, label }) => [keys, label] as const),
    ...(asksMore(campaign)
      ? ([
          [['Enter'], t.key_submit],
          [['Esc'], t.key_back],
        ] as const)
      : []),
    ...([
      [['u'], t.undo],
      [['s'], t.skip],
      [['r'], t.report],
      [['?'], t.key_help],
    ] as const),
  ];
  return (
    <section aria-label={t.keys}>
      <dl className="keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{signOf(key)}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
