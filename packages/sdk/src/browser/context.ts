import type { Properties } from "./types.ts";

/** Campaign parameters of the address, as PostHog names them: `utm_source` …, `gclid`, `fbclid`, `msclkid`. */
export function campaign(): Properties | undefined {
  const found = [...new URLSearchParams(location.search)].filter(([name]) =>
    /^utm_|^(g|fb|ms)cl(k?)id$/.test(name),
  );
  return found[0] && Object.fromEntries(found);
}

/** Where the person came from: `$direct` when the browser does not say. */
export function referrer(): Properties {
  const from = document.referrer;
  return { $referrer: from || "$direct", $referring_domain: from.split("/")[2] || "$direct" };
}

/** What every event says about the page and the device. */
export const context = (): Properties => ({
  $lib: "lepton-web",
  $current_url: location.href,
  $pathname: location.pathname,
  $host: location.host,
  $title: document.title,
  $raw_user_agent: navigator.userAgent,
  $browser_language: navigator.language,
  $timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  $screen_width: screen.width,
  $screen_height: screen.height,
  $device_type: /Mobi|Android/.test(navigator.userAgent) ? "Mobile" : "Desktop",
  ...referrer(),
});
