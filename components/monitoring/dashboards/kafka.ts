import type { Dashboard } from './dashboard.ts'

/** Topics and their readers. */
export const kafka: Dashboard = {
  name: 'kafka',
  title: 'Kafka',
  choices: { topic: 'kafka_topic_partitions' },
  panels: [
    { title: 'Brokers', unit: 'short', kind: 'number', shows: { brokers: 'max(kafka_brokers)' } },
    {
      title: 'Partitions that lack copies',
      unit: 'short',
      kind: 'number',
      shows: { partitions: 'sum(kafka_topic_partition_under_replicated_partition{topic=~"$topic"})' },
      alerts: ['KafkaCopiesMissing'],
    },
    {
      title: 'Partitions without a leader',
      unit: 'short',
      kind: 'number',
      shows: {
        partitions:
          'count(kafka_topic_partition_replicas unless on (namespace, topic, partition) kafka_topic_partition_leader) or vector(0)',
      },
      alerts: ['KafkaPartitionWithoutLeader'],
    },
    {
      title: 'Messages written',
      unit: 'cps',
      shows: {
        '{{topic}}':
          'sum by (topic) (rate(kafka_topic_partition_current_offset{topic=~"$topic"}[$__rate_interval]))',
      },
    },
    {
      title: 'Messages kept',
      unit: 'short',
      shows: {
        '{{topic}}':
          'sum by (topic) (kafka_topic_partition_current_offset{topic=~"$topic"} - kafka_topic_partition_oldest_offset)',
      },
    },
    {
      title: 'Messages that readers are behind',
      unit: 'short',
      shows: {
        '{{consumergroup}} in {{topic}}':
          'sum by (consumergroup, topic) (kafka_consumergroup_lag{topic=~"$topic"})',
      },
      alerts: ['KafkaReaderBehind'],
    },
    {
      title: 'Messages read',
      unit: 'cps',
      shows: {
        '{{consumergroup}} of {{topic}}':
          'sum by (consumergroup, topic) (rate(kafka_consumergroup_current_offset{topic=~"$topic"}[$__rate_interval]))',
      },
    },
  ],
}
