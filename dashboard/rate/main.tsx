import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Texts, useLanguage } from './language.ts';
import { Message } from './messages.tsx';
import { keepPage } from './offline.ts';
import { languages } from './strings.ts';
import '../style/rating.css';

const place = document.getElementById('root');
if (!place) throw new Error('rate.html lacks #root');
// The invitation stands after the #, which browsers never send to a server or to other sites.
const invitation = decodeURIComponent(location.hash.slice(1));
keepPage();
addEventListener('hashchange', () => location.reload());
createRoot(place).render(invitation === '' ? <Incomplete /> : <App invitation={invitation} />);

function Incomplete() {
  const [language] = useLanguage('auto');
  const t = languages[language];
  return (
    <Texts.Provider value={t}>
      <div className="rate">
        <Message title={t.incomplete_title}>
          <p>{t.incomplete}</p>
        </Message>
      </div>
    </Texts.Provider>
  );
}
