/** Frequent words by language. Function words are what a language can hardly be written without. */

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** English words that carry little of a text's topic. */
export const englishFunctionWords = list(`
a about above after again against all also am an and any are aren't as at be because been before being below between
both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each even ever few for
from further get gets getting got had hadn't has hasn't have haven't having he her here hers him his how however i i'm
i've i'd i'll if in into is isn't it it's its itself just let like ll made make many may me might more most much must my
myself no nor not now of off on once one only or other our ours out over own please really same she should shouldn't so
some still such than that that's the their theirs them then there there's these they they're this those through to too
under until up upon us ve very was wasn't way we we're well were weren't what when where which while who whom why will
with within without won't would wouldn't yes yet you you're your yours`);

/** Further English words that are frequent in feedback: they tell the language, yet may be the topic. */
export const englishFrequentWords = list(`
account add amazing app awesome bad bank best better bought broken bug buy card case charge cheap customer day delivery
easy error excellent expensive fast fine fix food free good great happy help hate highly hours item keep know login lot
love money movie need never new nice old order pay perfect phone poor price problem product quality quick quickly
recommend refund sad see service shipping slow support take terrible thank thanks thing think time today top try two
update use used useful user using want waste week work worked working works worst worth wrong year`);

/** Chinese words that carry little of a text's topic. */
export const chineseFunctionWords = list(`
的 了 是 在 我 有 和 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 他 她 它 们 我们 你们 他们 它们 这个 那个
这些 那些 这样 那样 这么 那么 什么 怎么 为什么 因为 所以 但是 但 可是 不过 而且 而 并 并且 或 或者 如果 虽然 然后 还 还是 还有 又 再 才 只
只是 只有 被 把 给 让 对 对于 从 向 为 为了 与 及 以 之 其 于 则 吧 吗 呢 啊 哦 呀 嘛 啦 哈 哈哈 嗯 得 地 过 来 能 可以 可 应该 已经 已
比较 非常 太 真 真的 挺 更 最 就是 不是 也是 都是 没 无 个 次 点 些 时 时候 里 中 下 后 前 多 少 大 小 吃 用 做 想 觉得 感觉 知道
有点 一点 一下 一直 一样 现在 今天 起来 出来 每次 几 两 三 二 十 第一 跟 像 当 比 等 由 该 此 各 每 某 本 您 咱 俺 谁 哪 怎样 如何
特别 十分 相当 确实 其实 居然 竟然 反正 总之 而已 之前 之后 以前 以后 以及 不要 不能 不会 不过`);

/** Function words of other languages in Latin letters that English hardly has; a text full of them is not English. */
export const otherFunctionWords: ReadonlySet<string> = new Set(
  list(`
  de la el los las un una unos que y en por para con del al es muy pero su sus lo le se como más mas este esta esto está
  son fue ser hay mi tu yo nos cuando donde todo bien sin ya también
  les des une du et est sont dans pour pas sur avec qui ne je vous nous il elle ce cette mais ou où plus très tres bon ma
  mon votre tout fait avoir être aux leur
  der die das und ist nicht ein eine einen mit von zu den dem für auf im ich sie wir aber sehr auch wie als bei nach
  noch nur wenn kann oder war hat sind mein zum zur
  o os as um uma do da dos das no na nos nas em não nao com mais muito foi ao pelo pela seu sua isso mas
  il lo gli di che non per con sono questo questa molto anche ma è dal alla della nel più piu ho ha bene
  het een van en dat niet met voor aan er maar om ook dan zijn bij naar ik je heel wel deze
  och att det som för är inte med på till av jag har var mycket men om
  yang dan di ini itu dengan untuk tidak saya sangat bagus ada dari bisa sudah
  ve bir bu çok için ile ama da değil var
  nie jest się na to z do że jak bardzo tak ale
  gusta buena bueno malo gracias merci danke gut schlecht schnell ottimo prodotto produto`),
);
