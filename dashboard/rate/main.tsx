import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Message } from './messages.tsx';
import '../style/rating.css';

const place = document.getElementById('root');
if (!place) throw new Error('rate.html lacks #root');
// The invitation stands after the #, which browsers never send to a server or to other sites.
const invitation = decodeURIComponent(location.hash.slice(1));
addEventListener('hashchange', () => location.reload());
createRoot(place).render(
  invitation === '' ? (
    <div className="rate">
      <Message title="This link is incomplete">
        <p>The part after the # is missing. Open the whole address that you were given.</p>
      </Message>
    </div>
  ) : (
    <App invitation={invitation} />
  ),
);
