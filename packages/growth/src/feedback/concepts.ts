/**
 * Words that name the same wish or praise of a product, by concept: "fast" and "quick" are one theme. A short list of
 * what feedback on any product is about; words that stand nowhere here are themes of their own.
 */
const concepts: Record<string, string> = {
  availability: "available availability stock stocked backorder sold-out 缺货 库存 现货",
  collaboration: "collaborate collaboration collaborating team teammate sharing share shared 协作 团队 共享",
  design: "design look ui ux interface layout beautiful clean pretty 界面 设计 美观 好看",
  documentation: "doc docs documentation guide tutorial help-page manual 文档 教程 帮助",
  ease: "easy ease simple simply simplicity intuitive convenient convenience effortless straightforward minute 简单 方便 易用 便捷 容易",
  export: "export exporting csv excel download 导出 下载",
  integration:
    "integration integrate integrating slack zapier api webhook plugin connector 集成 对接 接口 插件",
  language: "language translation chinese english localization 语言 翻译 中文 英文",
  mobile: "mobile phone android ios iphone ipad tablet app 手机 移动 安卓 苹果 平板",
  notification: "notification notify alert reminder remind 通知 提醒",
  offline: "offline 离线",
  preview: "preview sample listen trial demo clip 试听 试用 预览",
  price:
    "price pricing priced cheap cheaper expensive cost costly discount sale affordable money fee bargain 价格 便宜 贵 太贵 优惠 折扣 费用 收费 实惠",
  quality: "quality accurate accuracy 质量 准确",
  recommendation:
    "recommend recommendation recommended suggest suggestion suggested personal personalised personalized 推荐",
  reliability:
    "reliable reliability stable stability bug buggy crash crashes crashing error uptime 稳定 可靠 崩溃 闪退 错误",
  reporting: "report reporting dashboard chart analytics 报表 报告 图表 看板",
  search: "search searching find finding filter 搜索 查找 筛选",
  security: "security secure privacy private safe 安全 隐私",
  selection:
    "selection choice variety range catalogue catalog assortment rare import imports imported 种类 选择 品种 丰富",
  shipping: "shipping ship shipped postage courier parcel 运费 物流 快递 包邮 配送",
  speed:
    "speed speedy fast faster quick quickly quicker slow slower performance loading latency 速度 快 慢 卡 卡顿 性能 流畅",
  support: "support service customer-service 客服 支持 服务",
  wishlist: "wish wishlist wish-list gift favourite favorite bookmark 收藏 心愿单 礼物",
};

const conceptOfWord = new Map(
  Object.entries(concepts).flatMap(([concept, words]) =>
    words.split(" ").map((word): [string, string] => [word, concept]),
  ),
);

/** The concept a word names, else the word itself. */
export const conceptOf = (word: string): string => conceptOfWord.get(word) ?? word;
