import { Anchor, Code, List, Stack, Table, Text, Title, type TitleOrder } from "@mantine/core";
import { Fragment } from "react";
import { type Block, blocksOf, type Span } from "./markdown.ts";

/** Markdown as elements of the page: nothing in it is ever read as HTML. */
export function Markdown({ children }: { children: string }) {
  const blocks = blocksOf(children).map((block, i) => ({ block, key: `${i} ${block.kind}` }));
  return (
    <Stack gap="sm" style={{ overflowWrap: "anywhere" }}>
      {blocks.map(({ block, key }) => (
        <One key={key} block={block} />
      ))}
    </Stack>
  );
}

/** The card's own first heading stands below the page's. */
const order = (level: number) => Math.min(6, level + 2) as TitleOrder;

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return (
        <Title
          order={order(block.level)}
          size={block.level === 1 ? "h3" : "h4"}
          mt={block.level > 1 ? "xs" : 0}
        >
          <Spans spans={block.spans} />
        </Title>
      );
    case "paragraph":
      return (
        <Text size="sm" maw={760}>
          <Spans spans={block.spans} />
        </Text>
      );
    case "code":
      return (
        <Code block tabIndex={0}>
          {block.text}
        </Code>
      );
    case "list":
      return (
        <List size="sm" spacing={2} type={block.isOrdered ? "ordered" : "unordered"}>
          {keyed(block.items).map(([key, spans]) => (
            <List.Item key={key}>
              <Spans spans={spans} />
            </List.Item>
          ))}
        </List>
      );
    case "table":
      return (
        <Table.ScrollContainer minWidth={320}>
          <Table fz="sm" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                {keyed(block.head).map(([key, spans]) => (
                  <Table.Th key={key}>
                    <Spans spans={spans} />
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {keyed(block.rows).map(([key, cells]) => (
                <Table.Tr key={key}>
                  {keyed(cells).map(([cell, spans]) => (
                    <Table.Td key={cell}>
                      <Spans spans={spans} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      );
  }
}

/** Text that never moves: its place is its key. */
const keyed = <T,>(items: readonly T[]): [string, T][] => items.map((item, i) => [String(i), item]);

function Spans({ spans }: { spans: readonly Span[] }) {
  return keyed(spans).map(([key, { kind, text, href }]) => {
    if (kind === "strong") return <strong key={key}>{text}</strong>;
    if (kind === "em") return <em key={key}>{text}</em>;
    if (kind === "code") return <Code key={key}>{text}</Code>;
    if (kind === "link")
      return (
        <Anchor key={key} href={href} target="_blank" rel="noreferrer" inherit>
          {text}
        </Anchor>
      );
    return <Fragment key={key}>{text}</Fragment>;
  });
}
