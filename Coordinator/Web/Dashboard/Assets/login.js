// Whoever comes here from another coordinator's page may be logged in without having shown it (SameSite=Strict): ask again, from here.
(async () => {
    const answer = await fetch('/ui/session', { cache: 'no-store' }).catch(() => null);
    if (answer?.status === 204) location.replace(document.querySelector('form').dataset.to);
})();
