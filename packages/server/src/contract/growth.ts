/** The one place where the API meets the shapes of `@lepton/growth`. */
export {
  type Answer,
  answer,
  type CohortDefinition,
  cohortDefinition,
  type FilterGroup,
  filterGroup,
  type PeoplePoint,
  type PersonRow,
  peoplePoint,
  personRow,
  type Question,
  type QuestionInput,
  type QuestionResult,
  question,
  questionResult,
} from "@lepton/growth";
