/** What posthog-js asks before it starts: nothing is switched on that Lepton does not do. */
const config = {
  supportedCompression: ["gzip", "gzip-js"],
  analytics: { endpoint: "/i/v0/e/" },
  hasFeatureFlags: true,
  sessionRecording: false,
  surveys: true,
  heatmaps: false,
  captureDeadClicks: false,
  capturePerformance: false,
  autocaptureExceptions: false,
  autocapture_opt_out: false,
  defaultIdentifiedOnly: true,
  elementsChainAsString: true,
  isAuthenticated: false,
  toolbarParams: {},
  siteApps: [],
};

export function posthogConfig(token: string) {
  return { token, ...config };
}

/** The same as a script; the token is quoted so that it cannot end the string or the script. */
export function posthogConfigScript(token: string): string {
  const quoted = JSON.stringify(token).replaceAll("<", "\\u003c");
  const value = JSON.stringify(posthogConfig(token)).replaceAll("<", "\\u003c");
  return `(function(){window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};window._POSTHOG_REMOTE_CONFIG[${quoted}]={config:${value},siteApps:[]}})();`;
}

/** `/flags` and `/decide`: no flags, without an error that would make SDKs ask again. */
export function posthogFlags(requestId: string) {
  return {
    ...config,
    config: { enable_collect_everything: true },
    flags: {},
    featureFlags: {},
    featureFlagPayloads: {},
    errorsWhileComputingFlags: false,
    quotaLimited: [],
    requestId,
  };
}
