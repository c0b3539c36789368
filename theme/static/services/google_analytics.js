// Google Analytics, loaded only after it was allowed (basic consent mode). Its cookies are this host's alone and last no
// longer than the notice says; Google's signals, advertising and everything that serves them stay off.
{
  const { id, lifetime } = document.currentScript.dataset;
  const { referrer } = document;
  const home = `${location.origin}/`;
  globalThis.dataLayer = [];
  globalThis.gtag = function () {
    dataLayer.push(arguments); // gtag.js reads the very object, not an array
  };
  gtag("consent", "default", {
    ad_personalization: "denied",
    ad_storage: "denied",
    ad_user_data: "denied",
    analytics_storage: "granted",
    functionality_storage: "denied",
    personalization_storage: "denied",
  });
  gtag("set", "ads_data_redaction", true);
  gtag("set", "url_passthrough", false);
  gtag("js", new Date());
  gtag("config", id, {
    allow_ad_personalization_signals: false,
    allow_google_signals: false,
    cookie_domain: "none", // this host, not every host of the domain
    cookie_expires: Number(lifetime), // seconds
    cookie_flags: location.protocol === "https:" ? "SameSite=Lax;Secure" : "SameSite=Lax",
    cookie_update: false, // the time runs from the first visit
    page_referrer: referrer.startsWith(home) ? home : referrer, // a page of ours may be named after somebody's message
  });
  const script = document.createElement("script");
  script.src = `https://www.googletagmanager.com/gtag/js?id=${id}`;
  document.head.append(script);
}
