import { DataDirectory } from '../data-directory/data-directory.js';
import { keeperMain } from '../keeper/keeper-main.js';
import { kafkaFiles, PASSWORD } from './kafka-files.js';
import { type KafkaKeeping, keepKafka } from './keeper.js';

/** The keeper's process: arguments are the data directory and a {@link KafkaKeeping} in JSON. */
const [data = '', keeping = ''] = process.argv.slice(2);
await keeperMain(async (told) => {
  const directory = await DataDirectory.open(data);
  const { value: password } = await directory.secret(PASSWORD);
  await keepKafka(kafkaFiles(directory), JSON.parse(keeping) as KafkaKeeping, password, told);
});
