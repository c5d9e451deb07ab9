// Keeps a page alive: what is lost when a coordinator goes is found again, here or at another one, without a hand.
(() => {
    const RetryEvery = 1000, ElsewhereAfter = 3000, AnswerWithin = 2000;
    const banner = document.getElementById('connection');
    const others = (document.body.dataset.others || '').split(' ').filter(other => other && other !== location.origin);
    let down = null;

    // Pages of a search draw charts: what draws them comes while the connection is made.
    const { charts, library } = document.body.dataset;
    if (location.pathname.startsWith('/ui/searches/')) import(charts).then(module => module.load(library)).catch(() => { /* asked for again when it is needed */ });

    const say = text => {
        banner.textContent = text;
        banner.hidden = !text;
    };
    const wait = time => new Promise(resolve => setTimeout(resolve, time));
    const answers = async (address, mode) => {
        try {
            return await fetch(address + '/ui/alive', { mode, cache: 'no-store', signal: AbortSignal.timeout(AnswerWithin) });
        } catch {
            return null;
        }
    };

    async function returnTo(attempt) {
        const since = performance.now();
        while (attempt === down) {
            const answer = await answers('', 'same-origin');
            if (answer?.ok) {
                // The page's state is still there, or the coordinator was started anew and does not know it.
                if (await window.Blazor.reconnect().catch(() => false)) return;
                location.reload();
                return;
            }
            if (performance.now() - since > ElsewhereAfter) {
                for (const other of others) {
                    if (!await answers(other, 'no-cors')) continue;
                    say(`This coordinator is gone. Going on at ${other} ...`);
                    location.replace(other + location.pathname + location.search + location.hash);
                    return;
                }
            }
            const seconds = Math.round((performance.now() - since) / 1000);
            say(`The coordinator at ${location.host} does not answer${seconds >= 3 ? ` since ${seconds} s` : ''}. Searches go on; this page does so by itself as soon as it is back${others.length ? ', here or at another coordinator' : ''}.`);
            await wait(RetryEvery);
        }
    }

    // Within a page links only scroll; this one takes the keyboard along.
    document.addEventListener('click', event => {
        if (!event.target.closest?.('.skip')) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        document.getElementById('content').focus();
    }, true);

    window.Blazor.start({
        circuit: {
            reconnectionHandler: {
                onConnectionDown: () => {
                    if (down) return;
                    down = {};
                    say('Reconnecting ...');
                    returnTo(down);
                },
                onConnectionUp: () => {
                    down = null;
                    say('');
                },
            },
        },
    }).then(() => document.body.dataset.started = 'true');
})();
