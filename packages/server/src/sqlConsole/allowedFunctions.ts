/**
 * Functions the console knows, by what they are for. Everything else is refused, whatever a newer
 * ClickHouse brings: files, networks, dictionaries, settings, the server's own state and functions
 * that take other functions by name as text have no place here.
 */
const byPurpose = {
  operators: `plus minus multiply divide intDiv intDivOrZero modulo mod moduloOrZero positiveModulo negate
    divideOrNull equals notEquals less lessOrEquals greater greaterOrEquals isNotDistinctFrom isDistinctFrom
    and or not xor in notIn globalIn globalNotIn nullIn notNullIn like notLike ilike notILike match concat
    tuple array map arrayElement tupleElement lambda CAST _CAST exists between gcd lcm abs sign`,
  conditions: `if multiIf caseWithExpression caseWithExpr coalesce ifNull nullIf isNull isNotNull assumeNotNull toNullable
    isZeroOrNull greatest least clamp min2 max2 isFinite isInfinite isNaN ifNotFinite`,
  dates: `today yesterday now now64 UTCTimestamp toYear toQuarter toMonth toDayOfMonth toDayOfWeek toDayOfYear
    toHour toMinute toSecond toMillisecond toUnixTimestamp toStartOfYear toStartOfISOYear toStartOfQuarter
    toStartOfMonth toLastDayOfMonth toMonday toStartOfWeek toLastDayOfWeek toStartOfDay toStartOfHour
    toStartOfMinute toStartOfSecond toStartOfMillisecond toStartOfFiveMinutes toStartOfTenMinutes
    toStartOfFifteenMinutes toStartOfInterval timeSlot toTimeWithFixedDate toISOYear toISOWeek toWeek toYearWeek
    toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss toRelativeYearNum toRelativeQuarterNum toRelativeMonthNum
    toRelativeWeekNum toRelativeDayNum toRelativeHourNum toDaysInMonth age dateDiff date_diff timestampDiff
    dateTrunc date_trunc dateName monthName formatDateTime formatDateTimeInJodaSyntax fromUnixTimestamp
    addYears addQuarters addMonths addWeeks addDays addHours addMinutes addSeconds addMilliseconds addDate
    addInterval subtractYears subtractQuarters subtractMonths subtractWeeks subtractDays subtractHours
    subtractMinutes subtractSeconds subtractMilliseconds subDate subtractInterval makeDate makeDate32
    makeDateTime makeDateTime64 toTimezone toTimeZone timezoneOf timezoneOffset timeDiff timeSlots tumble
    tumbleStart tumbleEnd hop hopStart hopEnd`,
  conversions: `toString toBool toInt8 toInt16 toInt32 toInt64 toInt128 toInt256 toUInt8 toUInt16 toUInt32
    toUInt64 toUInt128 toUInt256 toFloat32 toFloat64 toDecimal32 toDecimal64 toDecimal128 toDate toDate32
    toDateTime toDateTime32 toDateTime64 toUUID toFixedString toLowCardinality toTypeName accurateCast
    accurateCastOrNull accurateCastOrDefault toIPv4 toIPv6 toInterval toIntervalYear toIntervalQuarter
    toIntervalMonth toIntervalWeek toIntervalDay toIntervalHour toIntervalMinute toIntervalSecond
    toIntervalMillisecond fromUnixTimestamp64Milli fromUnixTimestamp64Micro fromUnixTimestamp64Nano
    toUnixTimestamp64Milli toUnixTimestamp64Micro toUnixTimestamp64Nano parseDateTime parseDateTimeOrNull
    parseDateTimeOrZero parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTimeBestEffortOrZero
    parseDateTime64BestEffort parseDateTime64BestEffortOrNull parseDateTime64BestEffortOrZero`,
  strings: `length lengthUTF8 empty notEmpty lower upper lowerUTF8 upperUTF8 lcase ucase reverse reverseUTF8
    substring substr substringUTF8 left right leftUTF8 rightUTF8 leftPad rightPad lpad rpad trim trimBoth
    trimLeft trimRight ltrim rtrim replace replaceAll replaceOne replaceRegexpAll replaceRegexpOne position
    positionCaseInsensitive positionUTF8 positionCaseInsensitiveUTF8 locate countSubstrings
    countSubstringsCaseInsensitive startsWith endsWith startsWithUTF8 endsWithUTF8 hasToken hasTokenCaseInsensitive
    multiSearchAny multiSearchAnyCaseInsensitive multiSearchFirstIndex multiMatchAny extract extractAll
    extractAllGroups extractGroups countMatches splitByChar splitByString splitByRegexp splitByWhitespace
    splitByNonAlpha arrayStringConcat format repeat space concatWithSeparator concat_ws initcap initcapUTF8 ascii
    char hex unhex base64Encode base64Decode tryBase64Decode isValidUTF8 toValidUTF8 normalizeUTF8NFC
    editDistance levenshteinDistance damerauLevenshteinDistance jaroSimilarity jaroWinklerSimilarity
    ngramDistance ngramSearch soundex formatReadableQuantity formatReadableSize formatReadableTimeDelta`,
  urls: `protocol domain domainWithoutWWW topLevelDomain firstSignificantSubdomain port path pathFull
    queryString fragment queryStringAndFragment extractURLParameter extractURLParameters
    extractURLParameterNames cutURLParameter cutQueryString cutFragment cutQueryStringAndFragment cutWWW
    decodeURLComponent encodeURLComponent URLHierarchy URLPathHierarchy netloc`,
  addresses: `IPv4NumToString IPv4StringToNum IPv4StringToNumOrNull IPv6NumToString isIPv4String isIPv6String
    isIPAddressInRange`,
  json: `JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool
    JSONExtractRaw JSONExtractArrayRaw JSONExtractKeys JSONExtractKeysAndValues JSONExtractKeysAndValuesRaw
    JSONHas JSONLength JSONType JSON_VALUE JSON_QUERY JSON_EXISTS isValidJSON toJSONString JSONAllPaths
    JSONAllPathsWithTypes JSONDynamicPaths JSONArrayLength dynamicType dynamicElement getSubcolumn
    simpleJSONExtractString simpleJSONExtractInt simpleJSONExtractFloat simpleJSONExtractBool simpleJSONHas`,
  arrays: `arrayJoin arrayMap arrayFilter arrayCount arrayExists arrayAll arraySum arrayAvg arrayMin arrayMax
    arrayProduct arrayFirst arrayFirstOrNull arrayLast arrayLastOrNull arrayFirstIndex arrayLastIndex
    arrayFill arrayReverseFill arraySplit arrayReverseSplit arraySort arrayReverseSort arrayPartialSort
    arrayReverse arrayConcat arraySlice arrayDistinct arrayUniq arrayCompact arrayEnumerate
    arrayEnumerateUniq arrayEnumerateDense arrayZip arrayIntersect arrayUnion arrayExcept arrayDifference
    arrayCumSum arrayCumSumNonNegative arrayPushBack arrayPushFront arrayPopBack arrayPopFront arrayResize
    arrayWithConstant arrayFlatten arrayElementOrNull arrayFold arrayDotProduct arrayROCAUC has hasAll
    hasAny hasSubstr indexOf countEqual range emptyArrayString emptyArrayUInt64`,
  maps: `mapKeys mapValues mapContains mapContainsKey mapFilter mapApply mapFromArrays mapAdd mapConcat
    mapSort mapReverseSort mapUpdate`,
  tuples: `tupleNames tupleToNameValuePairs tuplePlus tupleMinus untuple flattenTuple dotProduct`,
  mathematics: `e pi exp exp2 exp10 log ln log2 log10 log1p sqrt cbrt erf erfc lgamma tgamma sin cos tan asin
    acos atan atan2 sinh cosh tanh hypot pow power round floor ceil ceiling trunc truncate roundBankers
    roundToExp2 roundDown roundAge roundDuration degrees radians sigmoid factorial widthBucket rand rand64
    randUniform randNormal randCanonical bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight bitTest bitCount
    bin isPrime L1Distance L2Distance cosineDistance`,
  hashes: `cityHash64 sipHash64 sipHash128 xxHash32 xxHash64 murmurHash3_32 murmurHash3_64 farmHash64 intHash32
    intHash64 halfMD5 MD5 SHA1 SHA256 jumpConsistentHash`,
  ids: `generateUUIDv4 UUIDStringToNum UUIDNumToString UUIDv7ToDateTime toUUIDOrNull toUUIDOrZero`,
  rows: `materialize identity ignore transform runningDifference neighbor rowNumberInBlock
    rowNumberInAllBlocks bar toColumnTypeName dumpColumnStructure`,
  windows: `row_number rank dense_rank denseRank percent_rank percentRank cume_dist ntile lag lead lagInFrame
    leadInFrame first_value last_value nth_value`,
  aggregates: `count sum avg min max any anyLast any_value argMin argMax uniq uniqExact uniqCombined
    uniqCombined64 uniqHLL12 uniqUpTo groupArray groupUniqArray groupArrayLast groupArrayInsertAt groupArraySorted
    groupArraySample groupArrayMovingAvg groupArrayMovingSum groupConcat array_agg median quantile quantiles quantileExact
    quantilesExact quantileTDigest quantilesTDigest quantileTiming quantileDeterministic quantileExactLow
    quantileExactHigh quantileExactWeighted quantileDD quantileBFloat16 quantileInterpolatedWeighted
    medianExact avgWeighted topK topKWeighted sumKahan sumMap sumCount sumWithOverflow stddevPop stddevSamp
    varPop varSamp covarPop covarSamp corr skewPop skewSamp kurtPop kurtSamp entropy simpleLinearRegression
    studentTTest welchTTest mannWhitneyUTest kolmogorovSmirnovTest meanZTest rankCorr cramersV theilsU
    contingency histogram sparkbar deltaSum deltaSumTimestamp exponentialMovingAverage boundingRatio
    retention windowFunnel sequenceMatch sequenceCount sequenceNextNode intervalLengthSum maxIntersections
    groupBitAnd groupBitOr groupBitXor groupBitmap singleValueOrNull largestTriangleThreeBuckets lttb`,
} as const;

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
const plain = new Set(words(Object.values(byPurpose).join(" ")).map((name) => name.toLowerCase()));
const aggregates = new Set(words(byPurpose.aggregates).map((name) => name.toLowerCase()));
/** Suffixes that make another aggregate of one, e.g. `countIf`; they can be stacked. */
const combinator = /(?:If|Array|Distinct|OrDefault|OrNull|State|Merge|Map|ForEach|Resample|ArgMin|ArgMax)$/i;
/** `toInt64OrNull` and its like. */
const conversion = /^(to(?:u?int|float|decimal|date|datetime|uuid|ipv[46])\w*?)(?:ornull|orzero|ordefault)$/;

/** Whether the console may call this function; names are compared without regard to case. */
export function isAllowedFunction(name: string): boolean {
  const lower = name.toLowerCase();
  if (plain.has(lower)) return true;
  const converted = conversion.exec(lower)?.[1];
  if (converted !== undefined && plain.has(converted)) return true;
  let base = name;
  while (combinator.test(base)) {
    base = base.replace(combinator, "");
    if (aggregates.has(base.toLowerCase())) return true;
  }
  return false;
}

/** Tables made from nothing but their arguments. */
export const allowedTableFunctions: ReadonlySet<string> = new Set([
  "numbers",
  "generateseries",
  "generate_series",
]);
