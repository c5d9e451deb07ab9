// A browser that comes from another coordinator's page may be logged in although it did not send its cookie (SameSite=Strict): ask again, from here.
(async () => {
    const answer = await fetch('/ui/session', { cache: 'no-store' }).catch(() => null);
    if (answer?.status === 204) location.replace(document.querySelector('form').dataset.to);
})();
